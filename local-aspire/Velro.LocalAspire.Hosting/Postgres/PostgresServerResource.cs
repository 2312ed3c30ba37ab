namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Postgres server.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    internal const string DefaultUserName = "postgres";

    private readonly Dictionary<string, string> _databases = new(ResourceNames.Comparer);

    /// <summary>Makes a server.</summary>
    /// <param name="name">The name.</param>
    /// <param name="userName">The user; null for <c>postgres</c>.</param>
    /// <param name="password">The user's password.</param>
    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password) : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        PrimaryEndpoint = new(this, PrimaryEndpointName);
        UserNameParameter = userName;
        PasswordParameter = password;
    }

    /// <summary>Where clients connect.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The host that clients connect to.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>The port that clients connect to.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>The user; null for <c>postgres</c>.</summary>
    public ParameterResource? UserNameParameter { get; set; }

    /// <summary>The user, as an expression.</summary>
    public ReferenceExpression UserNameReference => UserNameParameter is null
        ? ReferenceExpression.Create($"{DefaultUserName}")
        : ReferenceExpression.Create($"{UserNameParameter}");

    /// <summary>The user's password.</summary>
    public ParameterResource PasswordParameter { get; set; }

    /// <summary>The databases: resource names and the names on the server.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    /// <summary>The connection string, without a database.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Host={Host};Port={Port};Username={UserNameReference};Password={PasswordParameter}");

    /// <summary>The server as a URI.</summary>
    public ReferenceExpression UriExpression => BuildUri();

    /// <summary>The server as JDBC writes it, without user and password.</summary>
    public ReferenceExpression JdbcConnectionString => BuildJdbc();

    internal void AddDatabase(string name, string databaseName) => _databases.TryAdd(name, databaseName);

    internal ReferenceExpression BuildUri(string? databaseName = null)
    {
        var uri = new ReferenceExpressionBuilder();
        uri.AppendLiteral("postgresql://");
        if (UserNameParameter is null) uri.Append($"{DefaultUserName:uri}:{PasswordParameter:uri}@{Host}:{Port}");
        else uri.Append($"{UserNameParameter:uri}:{PasswordParameter:uri}@{Host}:{Port}");
        if (databaseName is not null) uri.Append($"/{databaseName:uri}");
        return uri.Build();
    }

    internal ReferenceExpression BuildJdbc(string? databaseName = null)
    {
        var jdbc = new ReferenceExpressionBuilder();
        jdbc.Append($"jdbc:postgresql://{Host}:{Port}");
        if (databaseName is not null) jdbc.Append($"/{databaseName:uri}");
        return jdbc.Build();
    }

    /// <summary>The connection string, once the server has an address.</summary>
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Username", ReferenceExpression.Create($"{UserNameReference}")),
        new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
        new("Uri", UriExpression),
        new("JdbcConnectionString", JdbcConnectionString),
    ];
}
