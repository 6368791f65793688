namespace PromptGrid.Api.Auth.External;

/// <summary>What an identity needs to sign in here.</summary>
public enum ExternalWelcome
{
    /// <summary>Nothing: an account is linked to it.</summary>
    Known,

    /// <summary>A handle, or none: an account will be made.</summary>
    New,

    /// <summary>The password of the account that has its e-mail address.</summary>
    SameAddress,

    /// <summary>Another way in: the account that has its e-mail address has no password.</summary>
    OtherWay,

    /// <summary>An e-mail address that the provider has verified.</summary>
    Unverified,
}
