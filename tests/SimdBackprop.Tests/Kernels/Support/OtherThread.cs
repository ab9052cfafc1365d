using System.Runtime.ExceptionServices;

namespace SimdBackprop.Tests;

/// <summary>Something done on another thread, while the calling one waits wherever it is, in the middle of a kernel perhaps.</summary>
internal static class OtherThread
{
    internal static void Run(Action action)
    {
        Exception? error = null;
        Thread thread = new(() => error = Record.Exception(action));
        thread.Start();
        thread.Join();
        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>The same, but only the first of all calls does it.</summary>
    internal static Action Once(Action action)
    {
        int calls = 0;
        return () =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                Run(action);
            }
        };
    }

    /// <summary>Whether the calling thread is one of the worker team's.</summary>
    internal static bool IsWorker => Thread.CurrentThread.Name?.StartsWith("SimdBackprop worker", StringComparison.Ordinal) == true;
}
