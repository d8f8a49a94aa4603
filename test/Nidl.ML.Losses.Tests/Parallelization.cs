// Tests of live tensors count those of the whole process: their class is marked DoNotParallelize.
[assembly: Parallelize(Scope = ExecutionScope.ClassLevel)]
