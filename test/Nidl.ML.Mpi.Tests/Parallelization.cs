// Each test takes all cores.
[assembly: DoNotParallelize]
