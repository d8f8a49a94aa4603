// The neighbors take all cores for themselves.
[assembly: DoNotParallelize]
