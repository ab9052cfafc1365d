using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>What comes back to the pool and what does not. The pool belongs to the process, so nothing else runs meanwhile.</summary>
[Collection(ExclusiveCollection.Name)]
public abstract unsafe class TensorPoolTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected TensorPoolTests() => TensorPool.Trim();

    [Fact]
    public void Disposed_memory_is_rented_again_and_renting_it_allocates_no_array()
    {
        nint first = AddressOfRented(1_000);
        Assert.Equal(first, AddressOfRented(1_000));
        Assert.Equal(first, AddressOfRented(1_024));

        long before = GC.GetAllocatedBytesForCurrentThread();
        PooledTensor<T>.RentUninitialized(100, 10).Dispose();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }

    [Fact]
    public void Retained_bytes_count_what_was_returned_and_trimming_empties_them()
    {
        PooledTensor<T> kept = PooledTensor<T>.Rent(1_024);
        PooledTensor<T> rented = PooledTensor<T>.Rent(2_048);
        Assert.Equal(0, TensorPool.RetainedBytes);
        kept.Dispose();
        Assert.Equal(1_024 * sizeof(T), TensorPool.RetainedBytes);
        TensorPool.Trim();
        Assert.Equal(0, TensorPool.RetainedBytes);

        rented.Span.Fill(T.One);
        rented.Dispose();
        Assert.Equal(2_048 * sizeof(T), TensorPool.RetainedBytes);
        PooledTensor<T>.Rent(2_048).Span.Clear();
        Assert.Equal(0, TensorPool.RetainedBytes);
    }

    [Fact]
    public void Disposing_twice_returns_the_memory_once()
    {
        PooledTensor<T> tensor = PooledTensor<T>.Rent(1_024);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(1_024 * sizeof(T), TensorPool.RetainedBytes);
        using PooledTensor<T> next = PooledTensor<T>.Rent(1_024);
        using PooledTensor<T> another = PooledTensor<T>.Rent(1_024);
        Assert.NotEqual(AddressOf(next), AddressOf(another));
    }

    [Fact]
    public void Disposing_from_many_threads_at_once_returns_the_memory_once()
    {
        for (int round = 0; round < 200; round++)
        {
            TensorPool.Trim();
            PooledTensor<T> tensor = PooledTensor<T>.Rent(1_024);
            Parallel.For(0, 8, _ => tensor.Dispose());
            Assert.Equal(1_024 * sizeof(T), TensorPool.RetainedBytes);
        }
    }

    [Fact]
    public void Threads_that_rent_at_once_never_own_the_same_memory()
    {
        // Threads of their own, because those of the pool may be too few to meet, and many short turns, because a race is a matter of nanoseconds.
        int shared = 0;
        using Barrier start = new(4);
        Thread[] threads = [.. Enumerable.Range(1, 4).Select(id => new Thread(() =>
        {
            start.SignalAndWait();
            for (int turn = 0; turn < 100_000; turn++)
            {
                AlignedBuffer<T> buffer = AlignedPool<T>.Rent(64);
                T own = T.CreateTruncating((id * 1_000) + (turn % 1_000));
                *buffer.Pointer = own;
                if ((turn & 15) == 0)
                {
                    Thread.Yield();
                }

                if (Read(buffer) != own)
                {
                    Interlocked.Increment(ref shared);
                }

                AlignedPool<T>.Return(buffer);
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Equal(0, shared);
    }

    [Fact]
    public void A_tensor_that_nobody_disposed_is_not_returned()
    {
        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal(0, TensorPool.RetainedBytes);
    }

    [Fact]
    public void Only_so_many_buffers_and_so_many_bytes_are_kept()
    {
        PooledTensor<T>[] many = [.. Enumerable.Range(0, AlignedPool<T>.KeptPerSize + 24).Select(static _ => PooledTensor<T>.RentUninitialized(64))];
        Array.ForEach(many, static tensor => tensor.Dispose());
        Assert.Equal(AlignedPool<T>.KeptPerSize * 64 * sizeof(T), TensorPool.RetainedBytes);
        TensorPool.Trim();

        FillWithLargeBuffers();
        Assert.InRange(TensorPool.RetainedBytes, AlignedPool<T>.KeptBytes / 2, AlignedPool<T>.KeptBytes);
        TensorPool.Trim();
    }

    [Fact]
    public void A_pool_full_of_large_buffers_still_keeps_the_small_ones_that_kernels_use()
    {
        FillWithLargeBuffers();
        nint first = AddressOfRented(1_000);
        Assert.Equal(first, AddressOfRented(1_000));
        Assert.InRange(TensorPool.RetainedBytes, 1, AlignedPool<T>.KeptBytes);
        TensorPool.Trim();
    }

    // Not what the compiler remembers of the write.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Read(AlignedBuffer<T> buffer) => *buffer.Pointer;

    [Fact]
    public void Any_length_gets_at_least_that_and_the_same_class_as_its_capacity() =>
        Properties.Check(2_000, Arb.From(Lengths, static length => Sizes.Smaller(length)), static length =>
        {
            AlignedBuffer<T> buffer = AlignedPool<T>.Rent(length);
            Assert.InRange(buffer.Capacity, Math.Max(length, 64), Math.Max(64, length + (length / 4)));
            Assert.Equal(0, (nint)buffer.Pointer % 64);
            Assert.True(buffer.Offset + buffer.Capacity <= buffer.Array.Length);

            // A buffer goes back under its class; whoever asks for up to its capacity in that class must find it long enough.
            AlignedBuffer<T> whole = AlignedPool<T>.Rent(buffer.Capacity);
            Assert.Equal((buffer.SizeClass, buffer.Capacity), (whole.SizeClass, whole.Capacity));
            AlignedBuffer<T> more = AlignedPool<T>.Rent(buffer.Capacity + 1);
            Assert.Equal(buffer.SizeClass + 1, more.SizeClass);
            Assert.True(more.Capacity > buffer.Capacity);
        });

    [Theory]
    [InlineData(1 << 20, 2 << 20)]
    [InlineData(2 << 20, 2 << 20)]
    [InlineData((2 << 20) + 8, 4 << 20)]
    [InlineData((8 << 20) + 8, 10 << 20)]
    [InlineData(11 << 20, 12 << 20)]
    [InlineData(17 << 20, 20 << 20)]
    public void From_a_mebibyte_on_a_buffer_consists_of_huge_pages(int bytes, int capacity)
    {
        Assert.Equal(OperatingSystem.IsLinux(), HugePages.AreKnown);
        if (!HugePages.AreKnown)
        {
            return;
        }

        AlignedBuffer<T> buffer = AlignedPool<T>.Rent(bytes / sizeof(T));
        Assert.Equal(capacity / sizeof(T), buffer.Capacity);
        Assert.Equal(0, (nint)buffer.Pointer % HugePages.Bytes);
        Assert.True(buffer.Offset + buffer.Capacity <= buffer.Array.Length);
        Assert.Equal(buffer.SizeClass, AlignedPool<T>.Rent(buffer.Capacity).SizeClass);
        if (File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"))
        {
            Assert.Contains("hg", FlagsOf((nint)buffer.Pointer));
            Assert.Contains("hg", FlagsOf((nint)(buffer.Pointer + buffer.Capacity - 1)));
        }

        GC.KeepAlive(buffer);
    }

    [Fact]
    public void Below_a_mebibyte_a_buffer_has_hardly_more_than_its_length()
    {
        AlignedBuffer<T> buffer = AlignedPool<T>.Rent(((1 << 20) / sizeof(T)) - 1);
        Assert.Equal((1 << 20) / sizeof(T), buffer.Capacity);
        Assert.InRange(buffer.Array.Length, buffer.Capacity, buffer.Capacity + (64 / sizeof(T)));
    }

    /// <summary>What Linux says of the memory at an address: a line of flags at the end of a range's description.</summary>
    private static string[] FlagsOf(nint address)
    {
        bool isIn = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Split('-') is [string start, string end])
            {
                isIn = address >= nint.Parse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture) && address < nint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
            else if (isIn && words[0] == "VmFlags:")
            {
                return words[1..];
            }
        }

        return [];
    }

    private static Gen<int> Lengths => Gen.OneOf(
        Gen.Choose(0, 300),
        Gen.Choose(0, 20_000),
        Gen.Choose(6, 14).SelectMany(static bits => Gen.Choose(-2, 2).Select(offset => (1 << bits) + offset)));

    private static void FillWithLargeBuffers()
    {
        PooledTensor<T>[] tensors = [.. Enumerable.Range(0, 3).Select(static _ => PooledTensor<T>.RentUninitialized((int)(AlignedPool<T>.KeptBytes / sizeof(T) / 2)))];
        Array.ForEach(tensors, static tensor => tensor.Dispose());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget() => PooledTensor<T>.Rent(1_024).Span.Fill(T.One);

    private static nint AddressOfRented(int length)
    {
        using PooledTensor<T> tensor = PooledTensor<T>.RentUninitialized(length);
        return AddressOf(tensor);
    }

    private static nint AddressOf(PooledTensor<T> tensor) => (nint)Unsafe.AsPointer(ref tensor.Span[0]);
}

public sealed class TensorPoolSingleTests : TensorPoolTests<float>;

public sealed class TensorPoolDoubleTests : TensorPoolTests<double>;
