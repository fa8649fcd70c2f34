@echo off
rem Starts the print agent without a window whenever somebody signs in to this PC, and now.
set "startup=%APPDATA%\Microsoft\Windows\Start Menu\Programs\Startup"
> "%startup%\nexus-agent.bat" echo start "" pyw "%~dp0nexus-agent.pyz"
start "" pyw "%~dp0nexus-agent.pyz"
echo The print agent runs, and starts with this PC from now on.
echo Its log: %~dp0nexus-agent.log
pause
