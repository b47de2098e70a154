using System.ComponentModel;
using System.Reflection;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class OptionGroupTests
{
    [TestMethod]
    public void Every_setting_of_the_base_is_in_a_group_and_those_of_a_group_stand_together()
    {
        var settings = OptionRules.InOrder(typeof(LstmOptions))
            .Where(property => OptionSetting.IsSetting(property) && property.DeclaringType == typeof(SequenceTrainerOptions))
            .ToArray();
        Assert.AreEqual(
            "", string.Join(", ", settings.Where(property => Group(property) is null).Select(property => property.Name)));
        string[] groups = [.. settings.Select(property => Group(property)!)];
        string[] runs = [.. groups.Where((group, i) => i == 0 || groups[i - 1] != group)];
        string[] expected = ["Columns", "Loss", "Start", "Optimization", "Validation", "N-grams", "Machine", "Checkpoints"];
        CollectionAssert.AreEqual(expected, runs);
    }

    private static string? Group(PropertyInfo property) => property.GetCustomAttribute<CategoryAttribute>()?.Category;
}
