namespace SimdBackprop.Tests;

/// <summary>What a process of this assembly wrote, and the machine code that the runtime generated in it.</summary>
internal sealed record CodeDump(string Output, string Listings)
{
    /// <summary>Runs a tour of this assembly to its end.</summary>
    /// <param name="tour">The tour's command.</param>
    /// <param name="methods">What to list, as DOTNET_JitDisasm takes it.</param>
    /// <param name="settings">Settings of the runtime for the process; one without a name is none.</param>
    internal static CodeDump Of(string tour, string methods, params (string? Name, string? Value)[] settings)
    {
        string file = Path.GetTempFileName();
        try
        {
            (string, string)[] environment =
            [
                ("DOTNET_JitDisasm", methods),
                ("DOTNET_JitStdOutFile", file),
                .. settings.Where(static setting => setting.Name is not null).Select(static setting => (setting.Name!, setting.Value!)),
            ];
            ToolResult result = ToolProcess.RunThisAssemblyWith(environment, tour);
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            return new CodeDump(result.Output, File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The output's lines.</summary>
    internal string[] Lines => Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
