@echo off
rem Sets up, builds, tests and runs Nidl.ML on Windows, with the packages. The commands are those of build.sh:
rem   build restore ^| build ^| test ^| demo ^| bench ^| pack ^| gpu-check   [arguments]
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
for %%c in (restore build test demo bench pack gpu-check) do if "%command%"=="%%c" goto %%c
echo usage: build restore ^| build ^| test ^| demo ^| bench ^| pack ^| gpu-check
exit /b 2

:restore
dotnet restore Nidl.ML.sln
goto end

:build
dotnet build Nidl.ML.sln -c Release
goto end

:test
dotnet build Nidl.ML.sln -c Release || goto end
dotnet test --solution Nidl.ML.sln -c Release --no-build %arguments% || goto end
if defined arguments goto end
dotnet test --project test\Nidl.ML.Interop.Tests -c Release || goto end
dotnet pack src\Nidl.ML.Losses -c Release || goto end
dotnet pack src\Nidl.ML -c Release || goto end
dotnet test --project test\Nidl.ML.Package.Tests -c Release
goto end

:demo
dotnet run --project examples\FashionMnist -c Release -- %arguments%
goto end

:bench
dotnet run --project bench\Nidl.ML.Benchmarks -c Release -- %arguments%
goto end

:pack
dotnet pack src\Nidl.ML.Losses -c Release && dotnet pack src\Nidl.ML -c Release
goto end

rem Failures stand in the report; its program says how the whole ended: 0 good, 1 not, 3 no CUDA device.
:gpu-check
set Cuda=true
set output=artifacts\gpu-check-tests.txt
dotnet test --project test\Nidl.ML.Losses.Tests -c Release --filter TestCategory=Device > %output% 2>&1
dotnet test --project test\Nidl.ML.Tests -c Release --filter TestCategory=Device >> %output% 2>&1
dotnet run --project bench\Nidl.ML.Benchmarks -c Release -- gpu-check artifacts\gpu-check.md %output% %arguments%

:end
exit /b %errorlevel%
