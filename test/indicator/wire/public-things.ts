const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const MD5 = '44d88612fea8a8f36de82e1278abb02f';

/** What looks like something private and is public; between spaces. */
export const PUBLIC_THINGS: readonly string[] = `
  https://site.example.com/?keyword=a https://site.example.com/?keywords=token
  https://site.example.com/?next=//www.example.org/a https://site.example.com/?path=//app.test/a
  https://site.example.com/a//b.c/d https://site.example.com/?sessionize=1
  https://site.example.com/?ticket=12345 https://site.example.com/?mkt_tok=eyJpIjoiWm1Fek1HWmpNVGt
  https://www.google.com/search?q=api_key&sxsrf=ALeKk01234567890abcdef%3A1600000000000
  https://site.example.com/?author=jane https://site.example.com/?authors=a,b
  https://site.example.com/token-economics https://site.example.com/tokens/price
  https://accesskey.com/ https://www.token.com/a https://password.com/reset https://secret.com/
  https://site.example.com/password https://site.example.com/forgot-password
  https://site.example.com/token/password https://site.example.com/api-keys/how-to
  https://site.example.com/session/morning https://site.example.com/sessions/2026
  https://cookie-recipes.com/chocolate https://site.example.com/cookies/policy
  https://site.example.com/?cookieconsent=yes https://site.example.com/?cookie_banner=off
  https://site.example.com/?cookies=true https://site.example.com/?cookiecheck=yes
  https://site.example.com/?code=US https://site.example.com/?country_code=DE
  https://site.example.com/?promo_code=SUMMER26 https://site.example.com/?zip_code=10115
  https://site.example.com/?error_code=404 https://site.example.com/?code=200
  https://site.example.com/?session=morning https://site.example.com/?session=day-two
  https://site.example.com/?session=3 https://site.example.com/?sessions=3
  https://site.example.com/?tokens=5 https://site.example.com/?max_tokens=1024
  https://site.example.com/?token=ETH https://site.example.com/?token=null
  https://site.example.com/?token=undefined https://site.example.com/?tokenized=1
  https://site.example.com/?token=%7Btoken%7D https://site.example.com/?password=***
  https://site.example.com/?password=%5BREDACTED%5D
  https://etherscan.io/token/0xdac17f958d2ee523a2206206994597c13d831ec7
  https://site.example.com/?token=0xdac17f958d2ee523a2206206994597c13d831ec7
  https://site.example.com/?token_type=bearer https://site.example.com/?token_expires_in=3600
  https://site.example.com/?session_timeout=30 https://site.example.com/?password_length=12
  https://site.example.com/?forgot_password=1 https://site.example.com/?reset_password=true
  https://site.example.com/?show_password=0 https://site.example.com/?auth=1
  https://site.example.com/?auth=required https://site.example.com/?auth_method=saml
  https://site.example.com/?authuser=0 https://site.example.com/?authorize=a
  https://site.example.com/?passenger=2 https://site.example.com/?passengers=2
  https://site.example.com/?passport=de https://site.example.com/?compass=north
  https://site.example.com/?bypass=1 https://site.example.com/?passed=12
  https://site.example.com/?secretary=a https://site.example.com/?secretariat=un
  https://site.example.com/?keyboard=de https://site.example.com/?monkey=1
  https://site.example.com/?turkey=ankara https://site.example.com/?hockey=nhl
  https://site.example.com/?key=value https://site.example.com/?key=2
  https://site.example.com/?keys=a,b https://site.example.com/?cache_key=0123456789abcdef0123456789abcdef
  https://site.example.com/?object_key=uploads/2026/report-final-v2.pdf
  https://site.example.com/?key=uploads/2026/annual-report-final.pdf
  https://site.example.com/?public_key=0123456789abcdef0123456789abcdef
  https://site.example.com/?primaryKey=42 https://site.example.com/?routing_key=a.b.c
  https://site.example.com/?key=annual-report-2026-final-version
  https://site.example.com/?code=product-SKU-2026-blue
  https://site.example.com/?design=b https://site.example.com/?side=left
  https://site.example.com/?sidebar=open https://site.example.com/?assigned=kim
  https://site.example.com/?signed=yes https://site.example.com/?sign=leo
  https://site.example.com/?signature_id=2019401 https://site.example.com/?signin=1
  https://site.example.com/?tickets=2 https://site.example.com/?ticket_id=SEC-42
  https://site.example.com/?option=4 https://site.example.com/?adoption=dogs
  https://site.example.com/?pin=1 https://site.example.com/?spin=20 https://site.example.com/?pinned=yes
  https://site.example.com/?possession=60 https://site.example.com/?obsession=1
  https://site.example.com/?tokyo=1 https://site.example.com/?credits=5
  https://site.example.com/?sid=7 https://site.example.com/article.pl?sid=01/07/25/073442
  https://site.example.com/?state=berlin https://site.example.com/?nonce=1
  https://site.example.com/?id=${MD5} https://site.example.com/?hash=${SHA256}
  https://site.example.com/?h=${SHA256} https://site.example.com/?v=${MD5}
  https://site.example.com/${SHA256} https://site.example.com/download/${SHA256}
  https://site.example.com/blob/${MD5}/file.bin https://site.example.com/${MD5}/index.php
  https://site.example.com/i/${MD5}.jpg
  https://site.example.com/11111111-2222-3333-4444-555555555555
  https://www.virustotal.com/gui/home/upload
  https://evil.zip https://report.zip/a https://setup.mov/ https://sub.domain.zip/path
  https://site.dev/ https://site.app/ https://a.box/ https://my.box/ https://name.mail.ru/
  https://local.example.com/ https://internal.example.com/ https://intranet.example.com/
  https://corp.com/ https://lan.com/ https://home.pl/ https://localhost.com/
  https://private.com/ https://test.com/ https://onion.com/ https://onion.to/ https://nip.io/
  https://8.8.8.8.nip.io/ https://app-8-8-8-8.sslip.io/ https://08080808.nip.io/
  https://10-20-30-40.isp.example.com/ https://fritzbox.com/ https://notfritz.box/
  https://asus.com/ https://router.com/ https://tplink.com/ https://xn--bcher-kva.com/
  https://site.xn--p1ai/ https://bücher.com/
  https://8.8.8.8/ http://1.1.1.1:8080/a http://134744072/ http://[2606:4700::1111]/
  http://[2002:808:808::1]/ http://[::ffff:8.8.8.8]/ http://[64:ff9b::808:808]/
  8.8.8.8 2606:4700::1111 2001:0:5ef5:79fd:0:0:f7f7:f7f7 ::ffff:8.8.8.8 www.iana.org
  https://site.example.com/?v=10.0.0.1 https://site.example.com/?version=192.168.1.1
  https://site.example.com/jdk/10.0.0.1/setup.exe https://site.example.com/chrome/120.0.0.0/
  https://site.example.com/?price=10.5 https://site.example.com/?lat=52.5&lon=13.4
  https://site.example.com/?amount=10.000.000 https://site.example.com/?n=167772161
  https://site.example.com//index.php https://site.example.com//images/a.png
  https://site.example.com/?file=config.local https://site.example.com/?page=account.home
  https://site.example.com/?next=index.aspx https://site.example.com/.env.local
  https://site.example.com/?tpl=main.html https://site.example.com/?redirect=/account/home
  https://site.example.com/?url=https%3A%2F%2Fother.example.org%2Fa https://site.example.com/?u=other.example.org
  https://site.example.com/http://other.example.org/ https://site.example.com/?q=http://
  https://site.example.com/?u=aHR0cHM6Ly9vdGhlci5leGFtcGxlLm9yZy8
  https://site.example.com/?app=android-app://com.example.app/
  https://site.example.com/a@b https://site.example.com/@kim https://social.example.com/@kim@other.example.org
  https://unpkg.com/react@18.2.0/index.js https://cdn.example.com/npm/@scope/name@1.2.3/dist.js
  https://www.google.com/maps/@52.52,13.40,15z https://site.example.com/icon@2x.png
  https://site.example.com/?via=@kim https://site.example.com/?repo=git@github.com:a/b.git
  https://site.example.com/?email=none https://site.example.com/?mail=1
  https://hooks.slack.com/ https://slack.com/services/new https://discord.com/invite/abc
  https://discord.com/api/webhooks https://discord.com/channels/1/2 https://telegram.org/bots
  https://t.me/some_bot https://t.me/bot https://api.telegram.org/ https://webhook.office.com/
  https://outlook.office.com/mail/inbox https://site.example.com/eyJ https://site.example.com/sk-en/home
  https://site.example.com/AKIA https://site.example.com/robot123/a https://site.example.com/ghp_
`
  .trim()
  .split(/\s+/);
