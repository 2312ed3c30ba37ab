using Velro.AuthApi.Authentication.OAuth;

namespace Velro.AuthApi.AccountPages;

/// <summary>Says that the session has ended.</summary>
internal sealed class SignedOutModel(Questions questions) : AccountPage(questions);
