namespace SimdBackprop.Benchmarks;

/// <summary>A size of square products, beside the size before it.</summary>
/// <param name="Size">Rows and columns.</param>
/// <param name="Rate">GFLOP/s in the median round.</param>
/// <param name="Factor">How many times as long as the size before it took, in times of what whole tiles account for.</param>
internal sealed record GrowthStep(int Size, double Rate, double Factor);

/// <summary>How the time of square products grows from size to size: a step up that the sizes do not account for is a threshold in the wrong place.</summary>
/// <param name="Steps">In ascending order; the first size is only there to be compared with.</param>
internal sealed record Growth(IReadOnlyList<GrowthStep> Steps)
{
    /// <summary>The largest factor that passes for smooth.</summary>
    internal const double Most = 1.25;

    /// <summary>The steepest step.</summary>
    internal GrowthStep Worst { get; } = Steps.MaxBy(step => step.Factor)!;

    /// <summary>Steps that are too steep.</summary>
    internal int Steep { get; } = Steps.Count(step => step.Factor > Most);

    /// <summary>Both in words.</summary>
    internal string Summary =>
        $"steepest: from {Worst.Size - 1} to {Worst.Size}, {ResultTable.Ratio(Worst.Factor)} times what whole tiles account for; above {ResultTable.Ratio(Most)}: {Steep} of {Steps.Count}";
}
