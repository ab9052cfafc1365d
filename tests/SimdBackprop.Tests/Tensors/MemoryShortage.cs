using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>What a process does whose garbage collector may have little memory: runs out of it in several ways, and goes on.</summary>
internal static class MemoryShortage
{
    /// <summary>Starts it in a process of this assembly; the element follows.</summary>
    internal const string Command = "run-out-of-memory";

    /// <summary>The most that the garbage collector may have: the value of its setting, which is hexadecimal, and the same in bytes.</summary>
    internal const string Limit = "0xA000000";

    private const int Bytes = 0xA000000, Pieces = 16;

    internal static void Run(string element, TextWriter output)
    {
        // The setting is nothing that the runtime complains about if it is misspelt.
        Assert.Equal(Bytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (element == typeof(float).Name)
        {
            Run<float>(output);
        }
        else
        {
            Run<double>(output);
        }
    }

    private static void Run<T>(TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ARentThatNothingCanSatisfyIsRefused<T>();
        output.WriteLine(nameof(ARentThatNothingCanSatisfyIsRefused));
        WhatIsRentedStaysAndWhatIsReturnedIsRentedAgain<T>();
        output.WriteLine(nameof(WhatIsRentedStaysAndWhatIsReturnedIsRentedAgain));
        WhatIsKeptForReuseMakesRoom<T>();
        output.WriteLine(nameof(WhatIsKeptForReuseMakesRoom));
        APredictionWithoutScratchFailsAndTheNextIsRight<T>();
        output.WriteLine(nameof(APredictionWithoutScratchFailsAndTheNextIsRight));
    }

    private static void ARentThatNothingCanSatisfyIsRefused<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int tooMany = 2 * Bytes / Unsafe.SizeOf<T>();
        for (int round = 0; round < 3; round++)
        {
            Assert.Throws<OutOfMemoryException>(() => PooledTensor<T>.RentUninitialized(tooMany));
            Assert.Throws<OutOfMemoryException>(() => PooledTensor<T>.Rent(tooMany / 1_000, 1_000));
            using PooledTensor<T> small = PooledTensor<T>.Rent(1_000);
            Assert.Equal(-1, small.Span.IndexOfAnyExcept(T.Zero));
        }
    }

    private static void WhatIsRentedStaysAndWhatIsReturnedIsRentedAgain<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<PooledTensor<T>> rented = UntilNothingIsLeft<T>();
        Assert.InRange(rented.Count, Pieces / 2, Pieces);
        rented[0].Dispose();
        rented[0] = PooledTensor<T>.RentUninitialized(rented[0].Length);
        rented[0].Span.Fill(T.Zero);
        for (int i = 0; i < rented.Count; i++)
        {
            Assert.Equal(-1, rented[i].Span.IndexOfAnyExcept(T.CreateChecked(i)));
            rented[i].Dispose();
        }

        TensorPool.Trim();
    }

    /// <summary>The pool holds most of the memory in pieces that are too small for the rent.</summary>
    private static void WhatIsKeptForReuseMakesRoom<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<PooledTensor<T>> rented = UntilNothingIsLeft<T>();
        rented.ForEach(static tensor => tensor.Dispose());
        Assert.InRange(TensorPool.RetainedBytes, Bytes / 2, Bytes);
        using PooledTensor<T> large = PooledTensor<T>.RentUninitialized(Bytes / 2 / Unsafe.SizeOf<T>());
        Assert.Equal(0, TensorPool.RetainedBytes);
    }

    private static void APredictionWithoutScratchFailsAndTheNextIsRight<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 256 rows of the wide layer are a quarter of the memory, and a prediction wants them twice.
        int width = Bytes / 4 / 256 / Unsafe.SizeOf<T>();
        using Network<T> network = new NetworkBuilder<T>(2).Dense(width, new TestRelu<T>()).Dense(1, new TestIdentity<T>()).Build(1);
        using Predictor<T> predictor = network.CreatePredictor(new KernelOptions { MaxDegreeOfParallelism = 2 });
        T[,] x = new T[300, 2], expected = new T[300, 1], actual = new T[300, 1];
        new Span2D<T>(x).Fill(T.One);
        predictor.Predict(x, expected);
        for (int round = 0; round < 3; round++)
        {
            List<PooledTensor<T>> rented = UntilNothingIsLeft<T>();
            Assert.Throws<OutOfMemoryException>(() => predictor.Predict(x, actual));
            rented.ForEach(static tensor => tensor.Dispose());
            predictor.Predict(x, actual);
            Assert.Equal(expected, actual);
        }
    }

    private static List<PooledTensor<T>> UntilNothingIsLeft<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPool.Trim();
        List<PooledTensor<T>> rented = new(Pieces);
        try
        {
            while (true)
            {
                rented.Add(PooledTensor<T>.RentUninitialized(Bytes / Pieces / Unsafe.SizeOf<T>()));
                rented[^1].Span.Fill(T.CreateChecked(rented.Count - 1));
            }
        }
        catch (OutOfMemoryException)
        {
            // One for the process itself, which must not run out of memory for its own objects.
            rented[^1].Dispose();
            rented.RemoveAt(rented.Count - 1);
            TensorPool.Trim();
            return rented;
        }
    }
}
