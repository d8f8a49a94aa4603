namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class KnnOptionsTests
{
    [TestMethod]
    public void Temperature_ThatCannotBeComputed_IsRefused() =>
        Error.Is<ArgumentOutOfRangeException>(
            "Temperature must be from 1E-20 to 1E+20, outside of which single precision cannot compute, but '1E-40' was given. "
                + "(Parameter 'Temperature')",
            () => _ = new KnnOptions { Temperature = 1e-40 });
}
