using System.Text.Json;
using System.Xml.Linq;

namespace SimdBackprop.Tests;

public class ToolTrainTests
{
    private static readonly string[] EpochFields =
        ["type", "epoch", "trainingCost", "trainingAccuracy", "validationCost", "validationAccuracy", "testCost", "testAccuracy", "penalty", "gradientNorms", "samplesPerSecond", "seconds"];

    private static readonly string[] SummaryFields =
    [
        "type", "testAccuracy", "testCost", "trainingAccuracy", "trainingCost", "secondsPerEpoch", "samplesPerSecond", "trainingSeconds", "epochs",
        "keptEpoch", "cancelled", "tier", "threads", "weightsHash", "seed", "parameters",
    ];

    [Fact]
    public void Json_has_an_object_an_epoch_then_the_summary_and_learning_happens()
    {
        ToolResult result = ToolProcess.Run("train", "--json", "--epochs", "4", "--seed", "7", "--threads", "3", "--l2", "1e-4");

        JsonElement summary = result.Summary;
        Assert.Equal(5, result.Json.Count);
        foreach (JsonElement epoch in result.Json.Take(4))
        {
            Assert.Equal(EpochFields, epoch.EnumerateObject().Select(field => field.Name));
            Assert.Equal("epoch", epoch.GetProperty("type").GetString());
            Assert.Equal(2, epoch.GetProperty("gradientNorms").GetArrayLength());
            Assert.True(epoch.GetProperty("penalty").GetDouble() > 0);
        }

        Assert.Equal([1, 2, 3, 4], result.Json.Take(4).Select(epoch => epoch.GetProperty("epoch").GetInt32()));
        Assert.Equal(SummaryFields, summary.EnumerateObject().Select(field => field.Name));
        Assert.Equal("summary", summary.GetProperty("type").GetString());
        Assert.False(summary.GetProperty("cancelled").GetBoolean());
        Assert.Equal((4, 3, 7), (Number(summary, "epochs"), Number(summary, "threads"), Number(summary, "seed")));
        Assert.Equal((64 * 512) + 512 + (512 * 10) + 10, Number(summary, "parameters"));
        Assert.Equal(32, summary.GetProperty("weightsHash").GetString()!.Length);
        foreach (string metric in new[] { "trainingCost", "trainingAccuracy", "testCost", "testAccuracy" })
        {
            Assert.Equal(result.Json[3].GetProperty(metric).GetDouble(), summary.GetProperty(metric).GetDouble());
        }

        Assert.True(result.Json[3].GetProperty("trainingCost").GetDouble() < 0.5 * result.Json[0].GetProperty("trainingCost").GetDouble());
        Assert.InRange(summary.GetProperty("testAccuracy").GetDouble(), 0.9, 1);
    }

    [Fact]
    public void The_defaults_reach_97_percent_of_the_held_out_fifth() =>
        Assert.InRange(ToolProcess.Run("train", "--json").Summary.GetProperty("testAccuracy").GetDouble(), 0.97, 1);

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    public void Without_hidden_layers_there_is_the_output_layer_alone(string layers) =>
        Assert.Equal(650, Number(ToolProcess.Run("train", "--json", "--epochs", "1", "--layers", layers).Summary, "parameters"));

    [Theory]
    [InlineData("identity", "cross-entropy", "float")]
    [InlineData("sigmoid", "cross-entropy", "float")]
    [InlineData("tanh", "squared-error", "double")]
    [InlineData("relu", "binary-cross-entropy", "double")]
    [InlineData("leaky-relu", "cross-entropy", "double")]
    [InlineData("elu", "squared-error", "float")]
    [InlineData("softplus", "cross-entropy", "float")]
    [InlineData("gelu", "binary-cross-entropy", "float")]
    [InlineData("silu", "cross-entropy", "double")]
    public void Every_activation_cost_and_type_learns(string activation, string cost, string type)
    {
        ToolResult result = ToolProcess.Run(
            "train", "--json", "--epochs", "3", "--layers", "20", "--rate", "0.1", "--activation", activation, "--cost", cost, "--type", type);
        _ = result.Summary;
        Assert.True(result.Json[2].GetProperty("trainingCost").GetDouble() < result.Json[0].GetProperty("trainingCost").GetDouble());
    }

    [Theory]
    [InlineData("--optimizer sgd --schedule step --step-epochs 1 --step-factor 0.9")]
    [InlineData("--optimizer nesterov --momentum 0.8 --clip-norm 1")]
    [InlineData("--optimizer rmsprop --rho 0.9 --epsilon 1e-6 --clip-value 0.5")]
    [InlineData("--optimizer adam --beta1 0.8 --beta2 0.99 --warm-up 10")]
    [InlineData("--optimizer adamw --weight-decay 0.1 --schedule cosine --final-rate 0.1")]
    public void Every_optimiser_and_schedule_learns(string options)
    {
        ToolResult result = ToolProcess.Run(["train", "--json", "--epochs", "3", "--layers", "20", .. options.Split(' ')]);
        _ = result.Summary;
        Assert.True(result.Json[2].GetProperty("trainingCost").GetDouble() < result.Json[0].GetProperty("trainingCost").GetDouble());
    }

    [Fact]
    public void Each_option_of_an_optimiser_and_schedule_matters()
    {
        string Hash(string options) =>
            ToolProcess.Run(["train", "--json", "--epochs", "2", "--layers", "8", .. options.Split(' ')]).Summary.GetProperty("weightsHash").GetString()!;
        string[] hashes =
        [
            .. ((string[])[
                "--rate 0.05",
                "--rate 0.01",
                "--momentum 0.5",
                "--clip-value 0.001",
                "--clip-norm 0.01",
                "--warm-up 20",
                "--schedule step --step-epochs 1",
                "--schedule step --step-epochs 1 --step-factor 0.5",
                "--schedule cosine",
                "--schedule cosine --final-rate 0.5",
                "--optimizer adam",
                "--optimizer adam --beta1 0.5",
                "--optimizer adam --beta2 0.9",
                "--optimizer adam --epsilon 0.1",
                "--optimizer adamw --weight-decay 0.5",
                "--optimizer rmsprop",
                "--optimizer rmsprop --rho 0.5",
                "--patience 1",
                "--patience 1 --validation-share 0.3",
            ]).Select(Hash),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    // One sample at a time is another sum for each output, and hence other bits.
    [Fact]
    public void Parts_of_a_batch_change_nothing_unless_they_are_single_samples()
    {
        string Hash(params string[] options) =>
            ToolProcess.Run(["train", "--json", "--epochs", "2", "--layers", "40", "--batch", "60", .. options]).Summary.GetProperty("weightsHash").GetString()!;
        string whole = Hash();
        Assert.Equal(whole, Hash("--micro-batch", "17"));
        Assert.Equal(whole, Hash("--micro-batch", "1000"));
        Assert.NotEqual(whole, Hash("--micro-batch", "1"));
    }

    [Fact]
    public void Early_stopping_ends_before_its_time_and_says_which_epoch_it_kept()
    {
        ToolResult result = ToolProcess.Run(
            "train", "--json", "--epochs", "500", "--layers", "16", "--rate", "0.5", "--patience", "2", "--validation-share", "0.3");
        JsonElement[] epochs = [.. result.Json.Where(line => line.GetProperty("type").GetString() == "epoch")];
        int kept = Number(result.Summary, "keptEpoch");
        Assert.Equal(kept + 2, epochs.Length);
        Assert.Equal(epochs.Min(epoch => epoch.GetProperty("validationCost").GetDouble()), epochs[kept - 1].GetProperty("validationCost").GetDouble());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    public void A_directory_of_IDX_files_brings_its_own_test_set(string extension)
    {
        using TemporaryDirectory directory = new();
        TinyImages.Write(directory, extension);
        JsonElement summary = ToolProcess.Run(
            "train", "--json", "--data", directory.Path, "--layers", "8", "--epochs", "60", "--batch", "8", "--rate", "0.1", "--optimizer", "sgd").Summary;
        Assert.Equal((1, (4 * 8) + 8 + (8 * 4) + 4), (summary.GetProperty("testAccuracy").GetDouble(), Number(summary, "parameters")));
    }

    [Fact]
    public void Redirected_output_is_plain_aligned_lines()
    {
        ToolResult result = ToolProcess.Run("train", "--epochs", "2", "--layers", "8");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.DoesNotContain('\x1b', result.Output);
        string[] lines = result.Output.Split(Environment.NewLine);
        int heading = Array.FindIndex(lines, line => line.StartsWith("epoch", StringComparison.Ordinal));
        Assert.StartsWith("    1", lines[heading + 1], StringComparison.Ordinal);
        Assert.StartsWith("    2", lines[heading + 2], StringComparison.Ordinal);
        int end = lines[heading].IndexOf("samples/s", StringComparison.Ordinal) + "samples/s".Length;
        Assert.All(lines[(heading + 1)..(heading + 3)], line => Assert.True(char.IsAsciiDigit(line[end - 1]) && line[end] == ' ', line));
    }

    [Fact]
    public void The_text_says_how_the_rate_changes_and_what_the_validation_set_says()
    {
        string plain = ToolProcess.Run("train", "--epochs", "1", "--layers", "8").Output;
        Assert.DoesNotContain("validation", plain, StringComparison.Ordinal);
        Assert.Contains("momentum, batches of 32", plain, StringComparison.Ordinal);
        ToolResult result = ToolProcess.Run(
            "train", "--epochs", "2", "--layers", "8", "--patience", "2", "--schedule", "step", "--step-epochs", "3", "--step-factor", "0.25", "--warm-up", "1000");
        Assert.Contains("momentum, warm-up of 1,000 batches, rate times 0.25 every 3 epochs, batches of 32", result.Output, StringComparison.Ordinal);
        string one = ToolProcess.Run("train", "--epochs", "1", "--layers", "8", "--schedule", "step", "--step-epochs", "1", "--warm-up", "1").Output;
        Assert.Contains("momentum, warm-up of 1 batch, rate times 0.1 every epoch, batches of 32", one, StringComparison.Ordinal);
        string cosine = ToolProcess.Run("train", "--epochs", "1", "--layers", "8", "--schedule", "cosine", "--final-rate", "0.1").Output;
        Assert.Contains("momentum, rate along a cosine to 0.1 of it, batches of 32", cosine, StringComparison.Ordinal);

        // The cost that was kept is the least of its column.
        string[] lines = result.Output.Split(Environment.NewLine);
        int heading = Array.FindIndex(lines, line => line.StartsWith("epoch", StringComparison.Ordinal));
        int end = lines[heading].IndexOf("validation cost", StringComparison.Ordinal) + "validation cost".Length;
        string[] costs = [.. lines[(heading + 1)..(heading + 3)].Select(line => line[..end].Split(' ')[^1])];
        Assert.Contains($"with a validation cost of {costs.Min(StringComparer.Ordinal)}", result.Output, StringComparison.Ordinal);
        Assert.Contains("validation accuracy", lines[heading], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("curves.svg", "svg")]
    [InlineData("curves.html", "html")]
    public void The_learning_curves_are_well_formed_and_nothing_else_is_left(string name, string root)
    {
        using TemporaryDirectory directory = new();
        string path = directory.Write(name, "older"u8);
        Assert.Equal(0, ToolProcess.Run("train", "--epochs", "3", "--layers", "8", "--plot", path).ExitCode);

        XDocument plot = XDocument.Load(path);
        Assert.Equal(root, plot.Root!.Name.LocalName);
        string[][] curves = [.. plot.Descendants().Where(e => e.Name.LocalName == "polyline").Select(e => e.Attribute("points")!.Value.Split(' '))];
        Assert.Equal([3, 3, 3, 3], curves.Select(points => points.Length));
        Assert.Equal([path], Directory.GetFiles(directory.Path));
    }

    [Theory]
    [InlineData(ToolProcess.Interrupt, 1)]
    [InlineData(ToolProcess.Terminate, 1)]

    // To the process and to its group, as timeout sends them.
    [InlineData(ToolProcess.Interrupt, 2)]
    [InlineData(ToolProcess.Terminate, 2)]
    public void A_signal_ends_at_the_next_mini_batch_with_summary_and_curves(int signal, int times)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there is no kill
        }

        using TemporaryDirectory directory = new();
        string plot = Path.Combine(directory.Path, "curves.svg");
        using ToolProcess tool = ToolProcess.Start("train", "--json", "--epochs", "100000", "--layers", "16", "--plot", plot);
        tool.WaitForFirstLine();
        for (int i = 0; i < times; i++)
        {
            tool.Send(signal);
            Thread.Sleep(1);
        }

        ToolResult result = tool.Finish();

        Assert.Equal((130, ""), (result.ExitCode, result.Errors));
        JsonElement summary = result.Json[^1];
        Assert.True(summary.GetProperty("cancelled").GetBoolean());
        Assert.Equal(result.Json.Count - 1, Number(summary, "epochs"));
        Assert.NotNull(XDocument.Load(plot).Root);
        Assert.Equal([plot], Directory.GetFiles(directory.Path));
    }

    private static int Number(JsonElement summary, string name) => summary.GetProperty(name).GetInt32();
}
