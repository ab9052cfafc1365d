using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SimdBackprop.Tests;

/// <summary>The tool, or another program of the repository, as a process of its own: output redirected, environment under the test's control.</summary>
internal sealed class ToolProcess : IDisposable
{
    internal const int Interrupt = 2;
    internal const int Terminate = 15;

    private const string Tool = "SimdBackprop.Cli.dll";
    private const string Benchmarks = "SimdBackprop.Benchmarks.dll";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly ManualResetEventSlim _firstLine = new();

    private ToolProcess(string assembly, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What the machine's own environment says must not decide a test.
        foreach (string name in start.Environment.Keys.Where(IsKnob).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        HeedInterrupts();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Runs to the end.</summary>
    internal static ToolResult Run(params string[] arguments) => RunWith([], arguments);

    /// <summary>Runs to the end with environment variables set.</summary>
    internal static ToolResult RunWith((string Name, string Value)[] environment, params string[] arguments)
    {
        using ToolProcess tool = new(Tool, arguments, environment);
        return tool.Finish();
    }

    /// <summary>Runs not the tool but this assembly, whose <see cref="Program"/> does what has to be seen from outside.</summary>
    internal static ToolResult RunThisAssemblyWith((string Name, string Value)[] environment, params string[] arguments)
    {
        using ToolProcess tests = new(Path.GetFileName(typeof(Program).Assembly.Location), arguments, environment);
        return tests.Finish();
    }

    /// <summary>Runs the benchmarks' comparison to the end.</summary>
    internal static ToolResult Compare(params string[] arguments)
    {
        using ToolProcess comparison = new(Benchmarks, arguments.Prepend("compare"), []);
        return comparison.Finish();
    }

    internal static ToolProcess Start(params string[] arguments) => new(Tool, arguments, []);

    internal void WaitForFirstLine() => Assert.True(_firstLine.Wait(Patience), "the tool printed nothing");

    internal void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    internal ToolResult Finish()
    {
        Assert.True(_process.WaitForExit(Patience), "the tool did not end");
        _process.WaitForExit(); // without a time limit it waits for the rest of the output as well
        return new ToolResult(_process.ExitCode, _output.ToString(), _errors.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _firstLine.Dispose();
    }

    private static bool IsKnob(string name) =>
        name == "SIMDBACKPROP_TIER" || name.StartsWith("DOTNET_Enable", StringComparison.Ordinal) || name == "DOTNET_PreferredVectorBitWidth";

    // A shell that runs the tests in the background ignores interrupts for them; that would pass on to the tool, which then would
    // rightly ignore them too.
    private static void HeedInterrupts()
    {
        const string Ignored = "SigIgn:";
        const int Default = 0;
        if (OperatingSystem.IsLinux())
        {
            string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Ignored, StringComparison.Ordinal))[Ignored.Length..];
            if ((ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0)
            {
                Signal(Interrupt, Default);
            }
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Signal(int signal, nint disposition);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private void Keep(StringBuilder lines, string? line)
    {
        if (line is not null)
        {
            lines.AppendLine(line);
            if (lines == _output)
            {
                _firstLine.Set();
            }
        }
    }
}

/// <summary>What a run of the tool left.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The objects of --json, one a line.</summary>
    internal IReadOnlyList<JsonElement> Json =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    /// <summary>The last object, for a run that should have succeeded.</summary>
    internal JsonElement Summary
    {
        get
        {
            Assert.Equal((0, ""), (ExitCode, Errors));
            return Json[^1];
        }
    }
}
