namespace Nidl.ML.Tests;

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class TestClock : TimeProvider
{
    public double Seconds { get; set; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => (long)Math.Round(1000 * Seconds);
}
