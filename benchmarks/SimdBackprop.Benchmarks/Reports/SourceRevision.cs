using System.ComponentModel;
using System.Diagnostics;

namespace SimdBackprop.Benchmarks;

/// <summary>Which sources were measured.</summary>
internal static class SourceRevision
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The commit that the sources beside this program are at, "+" behind it if they were changed since; null without git or a repository.</summary>
    internal static string? Commit => Git("rev-parse", "HEAD") is { Length: > 0 } commit
        ? commit + (Git("status", "--porcelain", "--untracked-files=no") is { Length: > 0 } ? "+" : "")
        : null;

    private static string? Git(params string[] arguments)
    {
        // Not the current directory: the comparison may be run from anywhere.
        ProcessStartInfo start = new("git", ["-C", AppContext.BaseDirectory, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            Task<string> output = git.StandardOutput.ReadToEndAsync();
            return git.WaitForExit(Patience) && git.ExitCode == 0 ? output.Result.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null; // there is no git
        }
    }
}
