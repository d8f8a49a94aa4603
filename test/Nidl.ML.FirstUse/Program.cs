using System.Reflection;
using Nidl.ML.FirstUse;

// Uses the native library in the way that the first argument names, with the file that the second names if the way needs one, and writes
// "done" or the type and the message of what was thrown.
if (args is not [var way, ..] || typeof(Ways).GetMethod(way) is not { } method)
{
    Console.Error.WriteLine("usage: Nidl.ML.FirstUse WAY [FILE]");
    return 2;
}
try
{
    method.Invoke(null, args[1..]);
    Console.Error.WriteLine("done");
    return 0;
}
catch (TargetInvocationException invocation)
{
    Exception failure = invocation;
    // ML.NET, too, calls by reflection: the loader of a chain, and those of its parts.
    while (failure is TargetInvocationException { InnerException: { } inner })
        failure = inner;
    Console.Error.WriteLine($"{failure.GetType().Name}: {failure.Message}");
    return 1;
}
