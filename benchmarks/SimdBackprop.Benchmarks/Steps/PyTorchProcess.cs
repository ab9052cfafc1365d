using System.Diagnostics;
using System.Globalization;

namespace SimdBackprop.Benchmarks;

/// <summary>PyTorch in a process of its own, which makes as many steps as it is told and says when it is done.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    /// <summary>The Debian package's; whatever else calls itself python3 may not have it.</summary>
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private PyTorchProcess(Process process, string routine, string version)
    {
        _process = process;
        Routine = routine;
        Version = version;
    }

    /// <summary>How its threads are set.</summary>
    internal string Routine { get; }

    internal string Version { get; }

    /// <summary>One process for each way of using so many threads: its own, or those of the product library below it. None if it is not installed.</summary>
    internal static IReadOnlyList<PyTorchProcess> StartAll(int threads)
    {
        PyTorchProcess?[] started = threads == 1
            ? [Start("one thread", 1, 1)]
            : [Start($"torch threads {threads}", threads, 1), Start($"OpenBLAS threads {threads}", 1, threads)];
        return [.. started.OfType<PyTorchProcess>()];
    }

    /// <summary>Builds the network; the mean cost of the batch before the first step.</summary>
    internal double Build(StepCase step, string elementType, double rate)
    {
        string widths = string.Join('-', step.Widths);
        string answer = Ask(string.Create(CultureInfo.InvariantCulture, $"net {widths} {step.RecipeName} {step.Batch} {elementType} {rate:R}"));
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    /// <summary>Makes so many steps.</summary>
    internal void Run(int steps) => Ask(string.Create(CultureInfo.InvariantCulture, $"run {steps}"));

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                _process.Kill();
            }
        }
        catch (IOException)
        {
            // It is gone already.
        }

        _process.Dispose();
    }

    private static PyTorchProcess? Start(string routine, int torchThreads, int productThreads)
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        ProcessStartInfo start = new(Python, [Path.Combine(AppContext.BaseDirectory, "steps.py"), torchThreads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = torchThreads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OPENBLAS_NUM_THREADS"] = productThreads.ToString(CultureInfo.InvariantCulture);
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start.");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        if (process.StandardOutput.ReadLine() is { } version)
        {
            return new PyTorchProcess(process, routine, version);
        }

        process.Dispose();
        return null;
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PyTorch ended at '{command}'.");
    }
}
