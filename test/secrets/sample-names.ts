/** Names by where they come from; between spaces, or one by one where they have some. */
type Names = Readonly<Record<string, string | readonly string[]>>;

export const SECRET: Names = {
  'whoever writes a flow': `authorization authorisation cookies password userPassword db_password
    pass-word passwords PASSWD passphrase pass_phrase passcode pass pwd auth jwt jwts secret
    clientSecret client_secret secrets token tokens refreshToken API.key apiKeys credentials
    credential_id private_key privateKey secret_access_key authKey auth-key bearer bearerName session
    sessionid session_id userSession signing_key encryptionKeys VT_KEY vtkey PassWord password1
    token_2 userPwd userpwd pwd2 pass_hash pwd_old passConfirm countPassword tokens_list max_pass
    total_secret_address TOKENs API_KEYs apiKEYs API_TOKENs AUTH_TOKENv2 PASSWORDs PASSWORDhash
    SECRETvalue TOKENvalue COOKIEheader SESSIONid CREDENTIALs DBPASSword toKen`,
  'mail servers': `smtp_pass SMTP_PASS SMTPPass SMTPpass smtppass smtp.auth.pass SMTP_PASSWORD smtp_pw
    imapPassword mail_pass sasl_passwd smtp_auth relay-auth`,
  databases: `DB_PASS DBPass DBpass dbpass MYSQL_PWD mysqlpass PGPASSWORD PGPASS REDIS_PASSWORD
    POSTGRES_PASSWORD ldap_bind_pass rootpass`,
  clouds: `AWS_SECRET_ACCESS_KEY aws_session_token aws_access_key_id AccessKeyId SecretAccessKey
    sessionToken AccountKey SharedAccessKey account_key storageAccountKey AZURE_CLIENT_SECRET
    GOOGLE_APPLICATION_CREDENTIALS private_key_id client-key subscription_key
    Ocp-Apim-Subscription-Key x-functions-key DD-API-KEY DD-APPLICATION-KEY GITHUB_TOKEN secretName
    masterKey license_key ssh_key pre_shared_key`,
  'HTTP headers': `Authorization Proxy-Authorization Cookie Set-Cookie X-ApiKey x-api-key apikey
    APIkey APIKey api_key X-Auth-Token X-CSRF-Token X-XSRF-TOKEN X-Amz-Security-Token X-Vault-Token
    proxyAuth proxyauth basic_auth basicAuth basicauth auth_header csrfmiddlewaretoken PHPSESSID
    JSESSIONID ASP.NET_SessionId`,
  'OAuth and JWT': `access_token accessToken id_token refresh_token id_jwt idJwt jwt_assertion
    client_assertion_jwt device_token IDtoken oauth OAuth oauthToken oauth2 oauth_token_secret`,
  'Wazuh, Elastic and CEF': `requestCookies data.aws.userIdentity.accessKeyId
    data.aws.responseElements.credentials.sessionToken data.win.eventdata.password
    http.request.headers.authorization`,
  'links that open something': `sid SID ticket sig signature Signature X-Amz-Signature x-amz-signature
    X-Goog-Signature X-Amz-Credential X-Goog-Credential code_verifier codeVerifier SAMLRequest
    SAMLResponse samlresponse SAMLRESPONSE pw csrfToken user[password] new-password google_api_key
    aws_credentials session_key otp totp_code_verifier`,
  'people who write oddly': ['API key', 'apiékey', 'SECRET!', 'pass\u200Bword', '_pass', '$pwd'],
};

export const NOT_SECRET: Names = {
  'whoever writes a flow': `level zone passed keyboard compass author authored passenger key
    vtkeyboard monkey keys signingKeyboard pwdx secretary undersecretary Secretariat secretion
    possession obsession tokenizer tokenized bypass by_pass passport passThrough compass_points trespass
    surpass keyword api_keyword keynote turkey`,
  'what is measured of a secret': `session_count sessionCount tokens_count tokenCount token_count
    SESSION_COUNT token_type expires_in token_expires_in tokenExpiresAt session_timeout
    session_timeout_seconds sessionDuration password_length passwordPolicy password_policy secret_version
    cookie_expiry max_sessions num_tokens total_tokens token_endpoint authorization_endpoint
    session_end_reason badPwdCount badPasswordTime pwdLastSet auth_time auth_method authType
    auth_provider_x509_cert_url`,
  'public keys and keys that open nothing': `public_key ssh_public_key registry_key primaryKey
    foreign_key cache_key partition_key keyLength key_name routingKey object_key`,
  'mail servers': `smtp_host smtpPort spf_pass dkim_pass dmarc_pass Authentication-Results
    authenticated`,
  'syslog and CEF': `facility severity hostname appname procid msgid structured-data authpriv
    deviceVendor deviceCustomString1 cs1Label requestClientApplication sourceUserPrivileges act suser
    externalId`,
  'Wazuh and Elastic': `syscheck.path syscheck.sha256_after rule.groups predecoder.program_name
    data.win.eventdata.authenticationPackageName data.win.eventdata.logonProcessName data.srcuser
    agent.name authentication_failed event.outcome`,
  'Devo and DNIF': `eventdate virustotal_result virustotal_count VTPositives VTTotal
    VTPassiveDNSReplication SrcIP AnalysisTime`,
  'links that open nothing': `author tickets ticket_id option side design id key code RelayState q url
    next lang signature_id userSid signed assigned design_signature cookie_consent cookieconsent
    cookieConsent cookie-banner sidebar`,
  nobody: ['', '42', '-_.'],
};

/** The names of one source. */
export function namesOf(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? names.trim().split(/\s+/) : names;
}
