using System.Globalization;
using System.Text.RegularExpressions;

namespace SimdBackprop.Tests;

/// <summary>What the README shows is what the repository does.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed partial class ReadmeTests
{
    [Fact]
    public void The_example_prints_a_network_that_has_learnt_xor()
    {
        string printed = Printed(ReadmeExample.Run);
        Match match = Output().Match(printed);
        Assert.True(match.Success, printed);
        Assert.InRange(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 0.9, 1.0);
    }

    [Fact]
    public void The_example_in_the_README_is_the_one_that_is_compiled()
    {
        string readme = Repository.Text("README.md");
        string compiled = Repository.Text("tests/SimdBackprop.Tests/Documents/ReadmeExample.cs");
        string[] shown = Lines(Block().Match(readme).Groups[1].Value);
        string[] body = Lines(compiled);

        // The compiled file lives in the library's namespace and needs no using for it.
        string[] statements = [.. shown.Where(line => line != "using SimdBackprop;")];
        int start = Array.IndexOf(body, statements.First(line => !line.StartsWith("using SimdBackprop", StringComparison.Ordinal)));
        string[] usings = [.. statements.TakeWhile(line => line.StartsWith("using SimdBackprop", StringComparison.Ordinal))];
        Assert.Equal(usings, body[..usings.Length]);
        Assert.Equal(statements[usings.Length..], body[start..(start + statements.Length - usings.Length)]);
        Assert.InRange(shown.Length, 10, 15);
    }

    [Fact]
    public void The_examples_of_extending_the_library_are_the_ones_that_are_compiled_and_pass_their_own_check()
    {
        string compiled = string.Join('\n', Lines(Repository.Text("tests/SimdBackprop.Tests/Documents/ExtendingExample.cs")));
        MatchCollection blocks = Block().Matches(Repository.Text("docs/extending.md"));
        Assert.Equal(5, blocks.Count);
        Assert.All(blocks, block =>
        {
            IEnumerable<string> statements = Lines(block.Groups[1].Value).Where(line => !line.StartsWith("using ", StringComparison.Ordinal) || line.Contains('='));
            Assert.Contains(string.Join('\n', statements), compiled, StringComparison.Ordinal);
        });

        Assert.Contains("passed", Printed(ExtendingExample.Run), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_CI_script_runs_the_two_commands_of_the_README()
    {
        string[] commands = [.. Lines(Repository.Text("README.md")).Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)).Take(2)];
        string script = Repository.Text(".ci/run").Replace(" --no-build", "", StringComparison.Ordinal);

        Assert.Equal(["dotnet run -c Release --project src/SimdBackprop.Cli -- train", "dotnet test -c Release"], commands);
        Assert.All(commands, command => Assert.Contains(command, script, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_local_link_in_the_documents_leads_somewhere()
    {
        string[] documents = ["README.md", "CONTRIBUTING.md", .. Repository.Files("docs", "*.md")];
        foreach (string document in documents)
        {
            string directory = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
            foreach (Match link in Link().Matches(Repository.Text(document)))
            {
                string target = link.Groups[1].Value;
                Assert.True(
                    target.StartsWith("https://", StringComparison.Ordinal) || Path.Exists(Path.Combine(directory, target)),
                    $"{document} links to {target}");
            }
        }
    }

    private static string Printed(Action run)
    {
        TextWriter console = Console.Out;
        using StringWriter printed = new(CultureInfo.InvariantCulture);
        Console.SetOut(printed);
        try
        {
            run();
        }
        finally
        {
            Console.SetOut(console);
        }

        return printed.ToString();
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^100\s?% right; 0 xor 1 is 1 with probability (\d\.\d\d)\s*$")]
    private static partial Regex Output();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
