// The composer as it begins. Loaded first and by itself; everything else while somebody signs in.

import { SignInPage } from '../desk/sign-in.js';

new SignInPage('composer', async () => (await import('./composer.js')).Composer).begin();
