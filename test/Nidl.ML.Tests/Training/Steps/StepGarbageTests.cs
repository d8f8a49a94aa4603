namespace Nidl.ML.Tests.Training;

/// <summary>Collections are the process's, so nothing may run beside this.</summary>
[TestClass]
[DoNotParallelize]
public sealed class StepGarbageTests
{
    [TestMethod]
    [DataRow(0.1, 1)]
    [DataRow(7, 1)]
    [DataRow(0.03, 0)]
    [DataRow(0, 0)]
    public void Collect_AfterAStep_CollectsOnceInATenthOfASecond(double secondsOfAStep, int expected)
    {
        var clock = new TestClock();
        var garbage = new StepGarbage(clock);
        for (var step = 0; step < 3; step++)
        {
            clock.Seconds += secondsOfAStep;
            Assert.AreEqual(expected, CollectionsOf(garbage.Collect));
            Assert.AreEqual(0, CollectionsOf(garbage.Collect));
        }
    }

    [TestMethod]
    public void Collect_WhatNobodyHolds_IsGone()
    {
        var clock = new TestClock();
        var garbage = new StepGarbage(clock);
        var left = Leave();
        clock.Seconds = 1;
        garbage.Collect();
        Assert.IsFalse(left.IsAlive);
    }

    private static WeakReference Leave() => new(new object());

    private static int CollectionsOf(Action action)
    {
        var before = GC.CollectionCount(0);
        action();
        return GC.CollectionCount(0) - before;
    }
}
