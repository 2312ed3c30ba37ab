using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Tests.Model;

public sealed class ExpressionTests
{
    private static readonly ParameterResource Key = new("key", _ => "a/b");

    [Fact]
    public async Task Braces_in_text_stay_text()
    {
        var expression = ReferenceExpression.Create($"{{x}} {Key} {"{y}"}");
        Assert.Equal("{x} {key.value} {y}", expression.ValueExpression);
        Assert.Equal("{x} a/b {y}", await expression.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_value_can_be_encoded_for_a_uri()
    {
        var expression = ReferenceExpression.Create($"{Key:uri}/{"c d":uri}");
        Assert.Equal("a%2Fb/c%20d", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["uri"], expression.StringFormats);
        Assert.Throws<NotSupportedException>(() => ReferenceExpression.Create($"{"c d":rot13}"));
    }

    [Fact]
    public async Task A_condition_chooses_regardless_of_case()
    {
        var matching = ReferenceExpression.CreateConditional(
            new ParameterResource("on", _ => "TRUE"), "True", ReferenceExpression.Create($"yes"), ReferenceExpression.Create($"no"));
        Assert.Equal("yes", await matching.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("redis", "cond-redis-bindings-tcp-tlsenabled-d148d83a")]
    [InlineData("basketcache", "cond-basketcache-bindings-tcp-tlsenabled-8c2280ff")]
    public void A_conditional_expression_is_named_by_all_its_parts(string resource, string name)
    {
        var redis = new RedisResource(resource);
        var expression = redis.PrimaryEndpoint.GetTlsValue(ReferenceExpression.Create($",ssl=true"), ReferenceExpression.Empty);
        Assert.Equal(name, expression.Name);
    }

    [Fact]
    public void A_missing_endpoint_is_named_with_those_there_are()
    {
        var builder = RunModeModel.Builder();
        var redis = builder.AddRedis("cache");
        var wrong = Assert.Throws<InvalidOperationException>(() => redis.GetEndpoint("http").EndpointAnnotation);
        Assert.Contains("'tcp'", wrong.Message, StringComparison.Ordinal);
    }
}
