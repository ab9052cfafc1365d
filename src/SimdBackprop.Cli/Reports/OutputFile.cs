namespace SimdBackprop.Cli;

/// <summary>A file that an option names, written whole or not at all.</summary>
/// <param name="option">The option, for complaints.</param>
/// <param name="path">What the user gave it.</param>
internal sealed class OutputFile(string option, string path)
{
    private string Folder => Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";

    /// <summary>Complains before the work about what would go wrong after it.</summary>
    internal void Check()
    {
        if (path.Length == 0)
        {
            throw new UnusableException($"{option}: the name of the file is empty.");
        }

        if (Directory.Exists(path))
        {
            throw new UnusableException($"{option}: '{path}' is a directory.");
        }

        if (!Directory.Exists(Folder))
        {
            throw new UnusableException($"{option}: there is no directory for '{path}'.");
        }

        Guarded(temporary => File.WriteAllText(temporary, ""));
    }

    /// <summary>Has it written beside the destination and moves it into place: whoever looks sees the old file or the new one.</summary>
    internal void Write(Action<string> write) => Guarded(temporary =>
    {
        write(temporary);
        File.Move(temporary, path, overwrite: true);
    });

    /// <summary>Hands out a temporary file beside the destination and leaves none behind; errors name the destination.</summary>
    private void Guarded(Action<string> write)
    {
        string temporary = Path.Combine(Folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            write(temporary);
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new UnusableException($"{option}: '{path}' cannot be written.", error);
        }
    }
}
