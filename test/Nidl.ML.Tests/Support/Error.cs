namespace Nidl.ML.Tests;

/// <summary>Asserts the exact type and the whole message of an exception.</summary>
internal static class Error
{
    public static T Is<T>(string message, Action action)
        where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(action);
        Assert.AreEqual(message, error.Message);
        return error;
    }
}
