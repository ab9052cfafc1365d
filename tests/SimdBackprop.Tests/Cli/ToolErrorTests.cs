namespace SimdBackprop.Tests;

public class ToolErrorTests
{
    [Theory]
    [InlineData("", "--help")]
    [InlineData("tain", "tain")]
    [InlineData("train 5", "5")]
    [InlineData("train --hidden 5", "--hidden")]
    [InlineData("train --layers", "--layers")]
    [InlineData("train --layers 5,,5", "--layers")]
    [InlineData("train --layers 0", "--layers")]
    [InlineData("train --layers 5,-5", "--layers")]
    [InlineData("train --layers five", "--layers")]
    [InlineData("train --layers 1000000,1000000", "--layers")]
    [InlineData("train --activation step", "--activation")]
    [InlineData("train --cost hinge", "--cost")]
    [InlineData("train --optimizer adam2", "--optimizer")]
    [InlineData("train --optimizer sgd --momentum 0.5", "--momentum")]
    [InlineData("train --rate 0", "--rate")]
    [InlineData("train --rate -0.1", "--rate")]
    [InlineData("train --rate NaN", "--rate")]
    [InlineData("train --rate 1e999", "--rate")]
    [InlineData("train --rate 0.1 --rate 0.2", "--rate")]
    [InlineData("train --momentum 1", "--momentum")]
    [InlineData("train --momentum -0.5", "--momentum")]
    [InlineData("train --optimizer adam --momentum 0.5", "--momentum")]
    [InlineData("train --optimizer adam --weight-decay 0.1", "--weight-decay")]
    [InlineData("train --optimizer adamw --weight-decay -1", "--weight-decay")]
    [InlineData("train --optimizer adam --beta1 1", "--beta1")]
    [InlineData("train --optimizer adam --beta2 -0.1", "--beta2")]
    [InlineData("train --optimizer rmsprop --rho 2", "--rho")]
    [InlineData("train --optimizer rmsprop --epsilon 0", "--epsilon")]
    [InlineData("train --epsilon 1", "--epsilon")]
    [InlineData("train --schedule linear", "--schedule")]
    [InlineData("train --schedule cosine --step-epochs 3", "--step-epochs")]
    [InlineData("train --step-factor 0.5", "--step-factor")]
    [InlineData("train --schedule step --step-epochs 0", "--step-epochs")]
    [InlineData("train --schedule cosine --final-rate 1", "--final-rate")]
    [InlineData("train --warm-up 0", "--warm-up")]
    [InlineData("train --clip-value 0", "--clip-value")]
    [InlineData("train --clip-norm -1", "--clip-norm")]
    [InlineData("train --micro-batch 0", "--micro-batch")]
    [InlineData("train --micro-batch 1.5", "--micro-batch")]
    [InlineData("train --patience 0", "--patience")]
    [InlineData("train --validation-share 0.2", "--patience")]
    [InlineData("train --patience 3 --validation-share 1", "--validation-share")]
    [InlineData("train --patience 3 --validation-share 0.00001", "--validation-share")]
    [InlineData("train --l2 -1", "--l2")]
    [InlineData("train --l2 NaN", "--l2")]
    [InlineData("train --epochs 0", "--epochs")]
    [InlineData("train --epochs 1.5", "--epochs")]
    [InlineData("train --epochs 99999999999", "--epochs")]
    [InlineData("train --batch -32", "--batch")]
    [InlineData("train --seed -1", "--seed")]
    [InlineData("train --threads 0", "--threads")]
    [InlineData("train --threads -2", "--threads")]
    [InlineData("train --threads 1000000", "--threads")]
    [InlineData("train --type half", "--type")]
    [InlineData("train --test-share 0", "--test-share")]
    [InlineData("train --test-share 1", "--test-share")]
    [InlineData("train --test-share nan", "--test-share")]
    [InlineData("train --test-share 0.0001", "--test-share")]
    [InlineData("train --test-share 0.5 --data .", "--test-share")]
    [InlineData("train --data no/such/place", "no/such/place")]
    [InlineData("train --plot curves.png", "--plot")]
    [InlineData("train --plot no/such/place/curves.svg", "--plot")]
    [InlineData("info --layers 5", "--layers")]
    [InlineData("gradcheck --epochs 5", "--epochs")]
    [InlineData("gradcheck --samples 0", "--samples")]
    [InlineData("gradcheck --mode half", "--mode")]
    public void A_wrong_command_line_is_one_line_on_stderr_that_names_what_is_wrong(string commandLine, string named) =>
        AssertUnusable(ToolProcess.Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)), named);

    [Theory]
    [InlineData("train")]
    [InlineData("gradcheck")]
    [InlineData("info")]
    public void An_unknown_tier_names_the_environment_variable(string command) =>
        AssertUnusable(ToolProcess.RunWith([("SIMDBACKPROP_TIER", "mmx")], command), "SIMDBACKPROP_TIER");

    [Fact]
    public void A_directory_without_the_files_says_which_are_missing()
    {
        using TemporaryDirectory directory = new();
        ToolResult result = ToolProcess.Run("train", "--data", directory.Path);
        AssertUnusable(result, directory.Path);
        Assert.Contains("t10k-labels-idx1-ubyte", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", "truncated")]
    [InlineData("train-labels-idx1-ubyte", "truncated")]
    [InlineData("t10k-images-idx3-ubyte", "not IDX")]
    [InlineData("t10k-labels-idx1-ubyte", "one too few")]
    public void A_file_that_is_not_as_it_should_be_is_named(string file, string fault)
    {
        using TemporaryDirectory directory = new();
        TinyImages.Write(directory, "");
        byte[] content = File.ReadAllBytes(Path.Combine(directory.Path, file));
        directory.Write(file, fault switch
        {
            "truncated" => content.AsSpan(0, content.Length - 1),
            "one too few" => IdxBytes.File([TinyImages.TestCount - 1], new byte[TinyImages.TestCount - 1]),
            _ => "P5 2 2 255"u8,
        });
        AssertUnusable(ToolProcess.Run("train", "--data", directory.Path, "--epochs", "1"), file);
    }

    [Fact]
    public void A_training_that_diverges_ends_with_one_line_and_exit_code_1()
    {
        ToolResult result = ToolProcess.Run("train", "--json", "--rate", "1e30", "--epochs", "2");
        Assert.Equal(1, result.ExitCode);
        AssertOneLine(result.Errors, "learning rate");
    }

    [Fact]
    public void A_plot_that_cannot_be_written_is_complained_about_before_any_work()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(Path.Combine(directory.Path, "taken.svg"));
        AssertUnusable(ToolProcess.Run("train", "--plot", Path.Combine(directory.Path, "taken.svg")), "--plot");
        if (OperatingSystem.IsLinux())
        {
            // Nobody can make a file there, not even root.
            AssertUnusable(ToolProcess.Run("train", "--epochs", "1", "--layers", "4", "--plot", "/proc/curves.svg"), "'/proc/curves.svg'");
        }
    }

    private static void AssertUnusable(ToolResult result, string named)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        AssertOneLine(result.Errors, named);
    }

    private static void AssertOneLine(string errors, string named)
    {
        string line = Assert.Single(errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("simdbackprop: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain(" at SimdBackprop.", line, StringComparison.Ordinal);
    }
}
