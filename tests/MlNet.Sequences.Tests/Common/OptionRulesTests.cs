using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class OptionRulesTests
{
    private static IEnumerable<(PropertyInfo Property, RangeAttribute Range)> Ranges =>
        typeof(LstmOptions).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(property => property.IsDefined(typeof(RangeAttribute)))
            .Select(property => (property, property.GetCustomAttribute<RangeAttribute>()!));

    [TestMethod]
    public void A_range_is_told_with_its_bounds_the_value_and_the_remedy()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(
            new Options
            {
                Steps = 0,
                Rate = 0,
                Decay = double.NaN,
                Fraction = 1,
                Open = 1,
                Closed = 1.5,
                Layers = 11,
                Word = (DayOfWeek)9,
            }, violations);
        var error = Assert.ThrowsExactly<InvalidOptionsException>(() => violations.ThrowIfAny("Options"));
        CollectionAssert.AreEqual(
            new[]
            {
                "Steps must be at least 1; received 0; set 1 or more",
                "Rate must be above 0; received 0; set a finite number above 0",
                "Decay must be at least 0; received NaN; set 0 or more",
                "Fraction must be at least 0 and below 1; received 1; set a number in that range",
                "Open must be above 0 and below 1; received 1; set a number in that range",
                "Closed must be from 0 to 1; received 1.5; set a number in that range",
                "Layers must be from 1 to 10; received 11; set a number in that range",
                "Word must be a named value; received 9; set one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, " +
                "Saturday",
            },
            error.Violations.Select(violation => violation.ToString()).ToArray());
    }

    [TestMethod]
    public void Null_and_bounds_that_count_break_no_rule()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(new Options { Steps = 1, Fraction = 0, Closed = 1, Layers = 10 }, violations);
        OptionRules.AddViolations(new Options { Steps = null }, violations);
        violations.ThrowIfAny("Options");
    }

    [TestMethod]
    public void Every_documented_range_of_an_option_is_that_of_its_attribute()
    {
        var summaries = XDocument.Load(Path.ChangeExtension(typeof(LstmOptions).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!, member => member.Element("summary")?.Value ?? "");
        var ranges = Ranges.ToArray();
        Assert.IsGreaterThan(40, ranges.Length);
        foreach (var (property, range) in ranges)
        {
            string text = Regex.Replace(summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"], @"\s+", " ")
                .Replace(" (none)", "").Replace(" (not smoothed)", "");
            Assert.Contains(
                new OptionRange(range).Documented, text, StringComparison.OrdinalIgnoreCase,
                $"{property.DeclaringType.Name}.{property.Name}: {text}");
        }
    }

    [TestMethod]
    public void A_model_file_is_checked_by_the_ranges_of_the_options()
    {
        foreach (var (
            options, architecture) in new[] { (typeof(RecurrentOptions), typeof(RecurrentArchitecture)),
            (typeof(TransformerOptions), typeof(TransformerArchitecture)) })
        {
            foreach (var property in options.GetProperties(
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                Assert.AreEqual(
                    Text(property), Text(architecture.GetProperty(property.Name)!), $"{options.Name}.{property.Name}");
        }

        static string Text(PropertyInfo property) =>
            property.GetCustomAttribute<RangeAttribute>() is { } range
                ? new OptionRange(range).Documented + range.Maximum
                : "none";
    }

    private sealed class Options
    {
        [Range(1, int.MaxValue)]
        public int? Steps { get; set; } = 5;

        [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
        public double Rate { get; set; } = 1;

        [Range(0, double.PositiveInfinity)]
        public double Decay { get; set; }

        [Range(0.0, 1, MaximumIsExclusive = true)]
        public double? Fraction { get; set; }

        [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
        public double Open { get; set; } = 0.5;

        [Range(0.0, 1)]
        public double Closed { get; set; }

        [Range(1, 10)]
        public int Layers { get; set; } = 1;

        public DayOfWeek? Word { get; set; }
    }
}
