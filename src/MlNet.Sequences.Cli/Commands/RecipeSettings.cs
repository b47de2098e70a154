using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>The settings of train that a recipe has other defaults for.</summary>
internal static class RecipeSettings
{
    /// <summary>What every recipe trains.</summary>
    internal static TrainerKind Trainer => TrainerKind.Default;

    /// <summary>The most distinct words of every recipe.</summary>
    internal static int Vocabulary { get; } = new TextRecipeOptions(TextRecipe.Fast).Tokenization.MaximumVocabularySize!.Value;

    /// <summary>The recipe of a name, with the tool's own defaults; null without a name.</summary>
    internal static TextRecipeOptions? Of(string? name)
    {
        if (name is null)
            return null;
        var recipe = new TextRecipeOptions(Enum.Parse<TextRecipe>(name, ignoreCase: true));
        (recipe.Classifier.Seed, recipe.Classifier.Device) = (TrainDefaults.Seed, TrainDefaults.Device);
        return recipe;
    }

    /// <summary>What is wrong with texts without labels for a task, or null.</summary>
    internal static string? ViolationOf(TextTask? task, TextRecipe? recipe, string? unlabeled)
    {
        if (task is null || TextTask.WithClasses.Contains(task)
            || (recipe?.ToString().ToLowerInvariant() ?? unlabeled) is not { } received)
            return null;
        string name = recipe is null ? "--unlabeled" : "--recipe";
        return $"{name} learns classes, with --task {Words.List([.. TextTask.WithClasses.Select(each => each.Name)], "or")}; " +
            $"received it with --task {task.Name} ('{received}'). Choose one of these tasks, or leave {name} out.";
    }

    /// <summary>The recipe for these settings: with their network, which its language model gets, too.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="unlabeled">The texts without labels, or null.</param>
    internal static TextRecipeOptions Complete(TextRecipeOptions recipe, TrainSettings settings, IDataView? unlabeled)
    {
        recipe.Classifier = settings.Network;
        recipe.TextColumnName = settings.PipelineColumns.Texts[0];
        recipe.UnlabeledData = unlabeled;
        recipe.Tokenization.MaximumVocabularySize = settings.Vocabulary;
        recipe.MaximumLength = settings.Length!.Value;
        if (recipe.LanguageModel is { } model)
        {
            var (from, to) = ((LstmOptions)settings.Network, (LstmOptions)model.Network);
            (to.EmbeddingSize, to.HiddenSize, to.NumberOfLayers, to.Bidirectional) =
                (from.EmbeddingSize, from.HiddenSize, from.NumberOfLayers, from.Bidirectional);
        }

        return recipe;
    }
}
