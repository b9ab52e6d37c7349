# escape=`

FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN dir `
    c:\
COPY a.txt c:\app\
RUN Write-Host hello
