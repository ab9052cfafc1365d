namespace SimdBackprop.Benchmarks;

/// <summary>What a step is made of beside the widths and the batch.</summary>
internal enum StepRecipe
{
    /// <summary>Sigmoid everywhere, squared error, gradient descent.</summary>
    SgdSigmoid,

    /// <summary>ReLU, softmax with cross-entropy, gradient descent.</summary>
    SgdRelu,

    /// <summary>ReLU, softmax with cross-entropy, Adam.</summary>
    AdamRelu,
}
