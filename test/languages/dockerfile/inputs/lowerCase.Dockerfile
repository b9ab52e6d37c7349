from alpine:3.20 as base
run echo a
cmd ["a"]
onbuild run b
