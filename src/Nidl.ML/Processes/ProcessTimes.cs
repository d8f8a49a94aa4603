namespace Nidl.ML;

/// <summary>Where the time of a process went that it did not compute in, since the group began.</summary>
/// <param name="Waiting">Until all processes had come to the operations: what the others were slower.</param>
/// <param name="Messages">In the messages themselves.</param>
public sealed record ProcessTimes(TimeSpan Waiting, TimeSpan Messages);
