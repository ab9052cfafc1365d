namespace SimdBackprop.Benchmarks;

/// <summary>PyTorch, in a process for each way of giving it its threads.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private PyTorchPeer(IReadOnlyList<PyTorchProcess> processes)
    {
        Processes = processes;
    }

    /// <summary>PyTorch that was not asked for.</summary>
    internal static PyTorchPeer LeftOut { get; } = new([]);

    /// <summary>None if it is not installed.</summary>
    internal IReadOnlyList<PyTorchProcess> Processes { get; }

    /// <summary>Its name and version, if it is there.</summary>
    internal IEnumerable<(string Name, string Description)> Description =>
        Processes.Take(1).Select(process => (PeerNames.PyTorch, $"{PeerNames.PyTorch} {process.Version}"));

    /// <summary>Starts it, or says on the error stream that it is not installed.</summary>
    internal static PyTorchPeer Start(int threads)
    {
        PyTorchPeer peer = new(PyTorchProcess.StartAll(threads));
        if (peer.Processes.Count == 0)
        {
            Console.Error.WriteLine($"{PeerNames.PyTorch} is not installed (on Debian in python3-torch).");
        }

        return peer;
    }

    public void Dispose()
    {
        foreach (PyTorchProcess process in Processes)
        {
            process.Dispose();
        }
    }
}
