// Pre-trains an encoder on Fashion-MNIST by several processes. What does it bring that every row has the rows of all processes as
// negatives? Two lines have the same rows a step; the negatives of a row are those of all of them, or those of one process's share alone,
// as if each process compared its own rows and only the gradients were averaged.
//   dotnet build examples/ManyProcesses -c Release
//   mpirun -n 2 dotnet artifacts/bin/ManyProcesses/release/ManyProcesses.dll
// --help tells the options.
using System.Globalization;
using FashionMnist;
using ManyProcesses;
using Microsoft.ML;
using Nidl.ML;
using Nidl.ML.Losses;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Options.Parse(args);
Libtorch.NumberOfThreads = options.Threads ?? 1;
using var processes = options.Alone ? ProcessGroup.Single : ProcessGroup.Mpi(options.Library);
var study = new Study(processes, options.Small ? 512 : 6000, options.Epochs ?? (options.Small ? 1 : 10));
if (options.Time)
    study.ShowTime();
else
    study.Compare(options.Small ? [64] : [64, 256], options.Seeds ?? (options.Small ? 1 : 3));
