// The operator's page as it begins. Loaded first and by itself; everything else while somebody signs in.

import { SignInPage } from '../desk/sign-in.js';

new SignInPage('operator', async () => (await import('./operator.js')).Operator).begin();
