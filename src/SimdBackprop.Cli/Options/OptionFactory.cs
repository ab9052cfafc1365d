using System.CommandLine;
using System.Globalization;

namespace SimdBackprop.Cli;

/// <summary>Reads an option's text; false if it does not mean anything.</summary>
internal delegate bool OptionReader<TValue>(string text, out TValue value);

/// <summary>Options whose errors name the option, what was given and what would do.</summary>
internal static class OptionFactory
{
    internal static Option<TValue> Create<TValue>(
        string name, string description, string hint, TValue fallback, string expectation, OptionReader<TValue> read) =>
        new(name)
        {
            Description = description,
            HelpName = hint,
            Arity = ArgumentArity.ExactlyOne,
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!read(text, out TValue value))
                {
                    result.AddError($"{name}: '{text}' is not {expectation}.");
                }

                return value;
            },
        };

    internal static Option<string> Choice(string name, string description, string fallback, IEnumerable<string> choices)
    {
        string[] known = [.. choices];
        return Create(
            name,
            $"{description}: {string.Join(", ", known)}",
            "name",
            fallback,
            $"one of {string.Join(", ", known)}",
            (string text, out string value) => Array.IndexOf(known, value = text) >= 0);
    }

    internal static Option<int> Count(string name, string description, int fallback) => Create(
        name, description, "n", fallback, "a whole number of at least 1", (string text, out int value) => Whole(text, out value) && value >= 1);

    /// <summary>The same without a default.</summary>
    internal static Option<int?> OptionalCount(string name, string description) => Create<int?>(
        name,
        description,
        "n",
        null,
        "a whole number of at least 1",
        (string text, out int? value) =>
        {
            bool isRead = Whole(text, out int number) && number >= 1;
            value = number;
            return isRead;
        });

    internal static Option<double> Real(string name, string description, double fallback, string range, Predicate<double> accepts) => Create(
        name,
        description,
        "x",
        fallback,
        $"a number {range}",
        (string text, out double value) => IsReal(text, out value) && accepts(value));

    /// <summary>The same without a default.</summary>
    internal static Option<double?> OptionalReal(string name, string description, string range, Predicate<double> accepts) => Create<double?>(
        name,
        description,
        "x",
        null,
        $"a number {range}",
        (string text, out double? value) =>
        {
            bool isRead = IsReal(text, out double number) && accepts(number);
            value = number;
            return isRead;
        });

    private static bool IsReal(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    internal static bool Whole(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
