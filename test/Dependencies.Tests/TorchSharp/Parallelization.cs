// Counts of live tensors and the default generator belong to the whole process.
[assembly: DoNotParallelize]
