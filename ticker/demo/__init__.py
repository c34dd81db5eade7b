"""A newsroom's hour to replay: invented news from invented places, in English, Arabic and Spanish. No code."""
