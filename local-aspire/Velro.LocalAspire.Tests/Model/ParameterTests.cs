using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Velro.LocalAspire.Parameters;

namespace Velro.LocalAspire.Tests.Model;

public sealed class ParameterTests
{
    private static readonly GenerateParameterDefault Generated = new() { MinLength = 43, Special = false };

    [Fact]
    public async Task A_configured_value_comes_before_the_default() => Assert.Equal(
        "given", await ValueOf(
            RunModeModel.Builder("--Parameters:adminkey=given").AddParameter("adminkey", Generated, secret: true, persist: true)));

    [Fact]
    public async Task A_variable_cannot_have_a_hyphen_so_an_underscore_counts() => Assert.Equal(
        "given", await ValueOf(RunModeModel.Builder("--Parameters:api_key=given").AddParameter("api-key")));

    [Fact]
    public async Task A_persisted_default_is_kept_and_another_is_not()
    {
        var store = new InMemoryParameterStore();
        Assert.Equal(await GeneratedWith(store, persist: true), await GeneratedWith(store, persist: true));
        Assert.NotEqual(await GeneratedWith(store, persist: false), await GeneratedWith(store, persist: false));
    }

    [Fact]
    public async Task Passwords_of_stores_are_kept()
    {
        var store = new InMemoryParameterStore();
        async Task<string?> PasswordAsync()
        {
            var builder = RunModeModel.Builder();
            builder.ExecutionContext.ParameterStore = store;
            return await builder.AddPostgres("pg").Resource.PasswordParameter.GetValueAsync(TestContext.Current.CancellationToken);
        }

        var password = await PasswordAsync();
        Assert.Equal(22, password!.Length);
        Assert.Equal(password, await PasswordAsync());
    }

    [Fact]
    public async Task A_parameter_without_a_value_says_where_to_give_it()
    {
        var parameter = RunModeModel.Builder().AddParameter("api-key");
        var wrong = await Assert.ThrowsAsync<MissingParameterValueException>(() => ValueOf(parameter));
        Assert.Contains("Parameters:api-key", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Parameters__api_key", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generated_text_has_the_kinds_and_numbers_that_are_wanted()
    {
        var wanted = new GenerateParameterDefault { MinLength = 12, Lower = false, MinUpper = 3, MinNumeric = 4, MinSpecial = 2 };
        var texts = Enumerable.Range(0, 50).Select(_ => wanted.GetDefaultValue()).ToList();
        Assert.All(texts, text =>
        {
            Assert.Equal(12, text.Length);
            Assert.DoesNotContain(text, char.IsLower);
            Assert.True(
                text.Count(char.IsUpper) >= 3 && text.Count(char.IsDigit) >= 4 && text.Count(c => !char.IsLetterOrDigit(c)) >= 2, text);
        });
        Assert.Equal(50, texts.Distinct().Count());
    }

    [Fact]
    public void Kinds_that_contradict_the_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new GenerateParameterDefault { Lower = false, MinLower = 1 }.GetDefaultValue());
        Assert.Throws<ArgumentException>(() =>
            new GenerateParameterDefault { Lower = false, Upper = false, Numeric = false, Special = false }.GetDefaultValue());
    }

    [Fact]
    public void A_secret_cannot_be_published() =>
        Assert.Throws<ArgumentException>(
            () => RunModeModel.Builder().AddParameter("x", "value", publishValueAsDefault: true, secret: true));

    private static Task<string?> ValueOf(IResourceBuilder<ParameterResource> parameter) =>
        parameter.Resource.GetValueAsync(TestContext.Current.CancellationToken).AsTask();

    private static Task<string?> GeneratedWith(IParameterStore store, bool persist)
    {
        var builder = RunModeModel.Builder();
        builder.ExecutionContext.ParameterStore = store;
        return ValueOf(builder.AddParameter("adminkey", Generated, secret: true, persist));
    }
}
