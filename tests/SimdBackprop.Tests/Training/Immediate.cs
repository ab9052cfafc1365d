namespace SimdBackprop.Tests;

/// <summary>Progress that is handled where it is reported; the framework's own posts it elsewhere.</summary>
internal sealed class Immediate<T>(Action<T> handler) : IProgress<T>
{
    public void Report(T value) => handler(value);
}
