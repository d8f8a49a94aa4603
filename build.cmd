@echo off
rem Sets up, builds, tests and runs Nidl.ML on Windows, with the packages:  build restore ^| build ^| test ^| demo ^| bench ^| pack   [arguments]
setlocal
cd /d "%~dp0"
set NIDL_DEPENDENCIES=packages
set DOTNET_NOLOGO=1
if not exist artifacts\feed mkdir artifacts\feed
set command=%~1
set arguments=
:collect
shift
if "%~1"=="" goto dispatch
set arguments=%arguments% %1
goto collect
:dispatch
if "%command%"=="restore" ( dotnet restore Nidl.ML.sln & goto end )
if "%command%"=="build" ( dotnet build Nidl.ML.sln -c Release & goto end )
if "%command%"=="test" ( dotnet build Nidl.ML.sln -c Release && dotnet test --solution Nidl.ML.sln -c Release --no-build %arguments% & goto end )
if "%command%"=="demo" ( dotnet run --project examples\FashionMnist -c Release -- %arguments% & goto end )
if "%command%"=="bench" ( dotnet run --project bench\Nidl.ML.Benchmarks -c Release -- %arguments% & goto end )
if "%command%"=="pack" ( dotnet pack src\Nidl.ML.Losses -c Release && dotnet pack src\Nidl.ML -c Release & goto end )
echo usage: build restore ^| build ^| test ^| demo ^| bench ^| pack
exit /b 2
:end
exit /b %errorlevel%
