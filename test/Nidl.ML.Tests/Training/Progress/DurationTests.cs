namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class DurationTests
{
    [TestMethod]
    [DataRow(0, "0:00:00")]
    [DataRow(99.9, "0:01:39")]
    [DataRow(86399, "23:59:59")]
    [DataRow(86400, "1 d 0:00:00")]
    [DataRow(50 * 3600 + 6 * 60 + 55, "2 d 2:06:55")]
    [DataRow(2147483647.0 * 86400, "2147483647 d 0:00:00")]
    [DataRow(1e18, "11574074074074 d 1:46:40")]
    public void Text_SecondsOfAnyNumber_AreDaysHoursMinutesAndSeconds(double seconds, string expected) =>
        Assert.AreEqual(expected, Duration.Text(seconds));
}
