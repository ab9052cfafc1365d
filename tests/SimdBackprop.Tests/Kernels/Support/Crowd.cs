using System.Collections.Concurrent;

namespace SimdBackprop.Tests;

/// <summary>Many threads of the thread pool that do something at the same time.</summary>
internal static class Crowd
{
    /// <summary>Runs an action on so many threads at once and rethrows what failed.</summary>
    internal static void Run(int callers, Action<int> action)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        Assert.True(ThreadPool.SetMinThreads(callers + workers, ports), "The thread pool cannot have that many threads.");
        try
        {
            // As all of them wait for all, each must have a thread of its own.
            ConcurrentDictionary<int, int> threads = [];
            using Barrier start = new(callers);
            Task[] tasks = [.. Enumerable.Range(0, callers).Select(caller => Task.Run(() =>
            {
                Assert.True(Thread.CurrentThread.IsThreadPoolThread);
                Assert.True(threads.TryAdd(Environment.CurrentManagedThreadId, caller));
                start.SignalAndWait();
                action(caller);
            }))];
            Task.WaitAll(tasks);
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }
}
