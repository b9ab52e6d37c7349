# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
COPY a.txt c:\\
RUN dir c:\ `
  && dir d:\
ENV A=a` b C=`"
WORKDIR c:\app
USER `
  a
