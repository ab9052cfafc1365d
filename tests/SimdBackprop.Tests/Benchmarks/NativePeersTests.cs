using SimdBackprop.Benchmarks;
using SimdBackprop.Cli;

namespace SimdBackprop.Tests;

public class NativePeersTests
{
    [Fact]
    public void A_library_that_is_not_installed_is_missing_and_nothing_else_happens()
    {
        KnownLibrary absent = new("absent", "libsimdbackprop-absent.so.9", "libabsent9");
        NativePeers peers = NativePeers.Load<float>([absent], [], threads: 1);
        Assert.Empty(peers.Loaded);
        Assert.Equal([absent], peers.Missing);
    }

    [Fact]
    public void A_named_library_that_cannot_be_loaded_is_an_error_that_names_it()
    {
        NamedLibrary named = new("mine", "libsimdbackprop-absent.so");
        UnusableException error = Assert.Throws<UnusableException>(() => NativePeers.Load<double>([], [named], threads: 1));
        Assert.Contains("libsimdbackprop-absent.so", error.Message, StringComparison.Ordinal);
    }
}
