"""Figures that made-up scenarios are drawn from, and who published them."""

from __future__ import annotations

# Gate records of 919 residential and 566 office monthly cars, Chengdu 2017: share of cars by half hour, per cent.
DISTRIBUTION_SOURCE = "He, Liu, Xiong, Li 2018, doi 10.19734/j.issn.1001-3695.2018.05.0503"
LEAVING_HOME_FROM_MINUTE = 7 * 60
LEAVING_HOME_PERCENT = (11.76, 17.65, 26.48, 15.68, 14.70, 13.73)
COMING_HOME_FROM_MINUTE = 17 * 60
COMING_HOME_PERCENT = (20.00, 36.67, 23.33, 20.00)

# Own use behind the hours of municipal notices: a lot shared 18:30-07:30 is used by its owner 07:30-18:30.
# (workday hours, weight)
HOURS_SOURCE = "notices of Qingdao, Hangzhou, Taizhou, Nanjing Jiangning, Liangjiang, Zaozhuang and Zhuzhou"
WORKDAY_HOURS = (
    ("08:00-18:00", 0.24),
    ("08:30-18:30", 0.24),
    ("09:00-17:30", 0.24),
    ("07:30-18:00", 0.08),  # Qingdao
    ("07:30-18:30", 0.08),  # Qingdao
    ("07:00-18:00", 0.06),  # Nanjing Jiangning
    ("08:00-20:00", 0.06),  # Liangjiang
)
SEASONAL_HOURS = (
    "05-01/10-31 workday 07:30-19:00; 11-01/04-30 workday 07:30-18:30",  # Zaozhuang
    "05-01/09-30 workday 07:00-18:30; 10-01/04-30 workday 07:00-18:00",  # Zhuzhou
)
OPEN_GATE = "daily 06:00-22:00"  # Qingdao and Taizhou: no entry or exit 22:00-06:00
LEAST_SHARED = 0.3  # Hangzhou: at least 30 % of spaces and of chargers
MONTHLY_FEES_CNY = (0, 60, 80, 100, 120, 150, 180, 220, 260)  # Nanjing Jiangning: 60 to 260; free during trials elsewhere
