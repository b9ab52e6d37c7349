ARG R=a
FROM ${R}/b:${T:-1}-${U:+x} AS ${S}
COPY --from=${S} --chown=${U}:${G} ${A} ${B}
USER ${U:?needed}
WORKDIR ${W}/\${not}
VOLUME ${V}
STOPSIGNAL ${Q}
ENV A=${B#x} C=${D##*/} E=${F%y} G=${H%%z} I=${J/a/b} K=${L//a/b}
