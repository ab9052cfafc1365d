using System.Text.Json;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>One JSON object a line: every epoch, then the summary. docs/tool.md lists the fields.</summary>
internal sealed class JsonTrainingReport(TextWriter output) : ITrainingReport
{
    public void Begin(TrainingIntroduction introduction)
    {
        // A reader gets epochs and a summary, nothing else.
    }

    public void During(Action train) => train();

    public void Report(EpochMetrics value) => JsonLine.Write(output, json =>
    {
        json.WriteString("type", "epoch");
        json.WriteNumber("epoch", value.Epoch);
        json.WriteNumberOrNull("trainingCost", value.TrainingCost);
        json.WriteNumberOrNull("trainingAccuracy", value.TrainingAccuracy);
        json.WriteNumberOrNull("validationCost", value.ValidationCost);
        json.WriteNumberOrNull("validationAccuracy", value.ValidationAccuracy);
        json.WriteNumberOrNull("testCost", value.TestCost);
        json.WriteNumberOrNull("testAccuracy", value.TestAccuracy);
        json.WriteNumberOrNull("penalty", value.Penalty);
        json.WriteNumbers("gradientNorms", value.GradientNorms);
        json.WriteNumberOrNull("samplesPerSecond", value.SamplesPerSecond);
        json.WriteNumberOrNull("seconds", value.TrainingTime.TotalSeconds);
    });

    public void Report(BatchProgress value)
    {
        // An object a batch would be more than anyone reads.
    }

    public void End(TrainingSummary summary) => JsonLine.Write(output, json => Write(json, summary));

    private static void Write(Utf8JsonWriter json, TrainingSummary summary)
    {
        json.WriteString("type", "summary");
        json.WriteNumberOrNull("testAccuracy", summary.Test.Accuracy);
        json.WriteNumberOrNull("testCost", summary.Test.Cost);
        json.WriteNumberOrNull("trainingAccuracy", summary.Training.Accuracy);
        json.WriteNumberOrNull("trainingCost", summary.Training.Cost);
        json.WriteNumberOrNull("secondsPerEpoch", summary.SecondsPerEpoch);
        json.WriteNumberOrNull("samplesPerSecond", summary.SamplesPerSecond);
        json.WriteNumber("trainingSeconds", summary.TrainingSeconds);
        json.WriteNumber("epochs", summary.Epochs);
        json.WriteNumberOrNull("keptEpoch", summary.Kept?.Epoch);
        json.WriteBoolean("cancelled", summary.Cancelled);
        json.WriteString("tier", summary.Tier);
        json.WriteNumber("threads", summary.Threads);
        json.WriteString("weightsHash", summary.WeightsHash);
        json.WriteNumber("seed", summary.Seed);
        json.WriteNumber("parameters", summary.Parameters);
    }
}
