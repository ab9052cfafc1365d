using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SimdBackprop.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a cancellation: the work ends at its next convenient point and is summed up. A second signal ends the
/// process at once, for whoever does not want to wait.
/// </summary>
/// <remarks>What signals a process and then its group, as <c>timeout</c> does, means one signal and sends two, a millisecond apart.</remarks>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(500);

    // Never disposed: a signal that arrives while the registrations go may still be handled, and holds on to it.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _source = new();
#pragma warning restore CA2213
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _firstAt;

    internal Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    internal CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The two may be handled on two threads at the same time.
        long now = Stopwatch.GetTimestamp(), first = Interlocked.CompareExchange(ref _firstAt, now, 0);
        context.Cancel = first == 0 || Stopwatch.GetElapsedTime(first, now) < SameSignal;
        if (!context.Cancel && !Console.IsOutputRedirected)
        {
            // The process ends here, in the middle of a live display that has hidden the cursor.
            Console.Out.Write("\u001b[?25h\n");
        }

        _source.Cancel();
    }
}
