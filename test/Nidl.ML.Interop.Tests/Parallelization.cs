// The neighbours take all cores for themselves.
[assembly: DoNotParallelize]
