"""Names of Coq's library and of Coquelicot that mean in a statement what they mean there.

They are what ``Reals``, ``List`` and ``Coquelicot`` name when they are imported, but for lemmas and
a few letters.
"""

import re

_NAMES = """
AbelianGroup AbsRing AbsRing_ModuleSpace_mixin AbsRing_NormedModule_mixin
AbsRing_UniformSpace_mixin AbsRing_ball Acc Acc_intro Acc_intro_generator Acc_iter Acc_iter_2
Add_cons Add_head AlembertC3_step1 AlembertC3_step2 Alembert_C1 Alembert_C2 Alembert_C3
Alembert_C4 Alembert_C5 Alembert_C6 AllS Alt_PI Always AppExt AppExtD AppVar Ball_in_inter
Binary BoolSpec BoolSpecF BoolSpecT Boule C0_extension_le C0_extension_left C0_extension_lt
C0_extension_right C1_fun CVN_CVU CVN_R CVN_R_CVS CVN_r CVS_dom CVU CVU_cauchy CVU_dom CV_ALT
CV_Cauchy CV_disk CV_radius C_AbelianGroup_mixin C_AbsRing_mixin C_CompleteSpace_mixin
C_NormedModule_mixin C_Ring_mixin C_complete_lim C_derive C_lim Cauchy_crit Cauchy_crit_series
Cauchy_series Cconj Cdiv Ceq_dec Choice Cinv Cminus Cmod Cmult CompEq CompEqT CompGt CompGtT
CompLt CompLtT CompOpp CompSpec CompSpecT CompareSpec CompareSpecT CompleteSpace Continuous
Continuous2 Copp Cplus Cst DL_pol DL_regular_n D_in D_x Datan_seq Dcompare_inf Delta
Delta_is_pos Derivable Derivable2 Derive Derive_Rn Derive_n Dichotomy_lb Differential
Differential_D2 EM_dec EM_dec' EUn Efct Efct' Einv Empty Empty_dec Empty_set Emult Eopp Eplus
Exists Exists_cons_hd Exists_cons_tl Exists_dec FOP_cons FOP_nil False Filter Filter_prod Finite
Fix_F Fix_F_2 Forall Forall2 Forall2_cons Forall2_nil ForallOrdPairs ForallPairs ForallWide
Forall_Exists_dec Forall_cons Forall_dec Forall_nil Forone Glb_Rbar Heine_cor1 Heine_cor2 IDProp
INR INR_lt_1 INR_pos IPR IPR_2 IQmake_to_decimal IQmake_to_hexadecimal IRdiv IRmult IVT
IVT_Rbar_decr IVT_Rbar_incr IVT_cor IVT_gen IVT_gen_consistent IZN_var IZR Im In In_dec In_rev
In_split Inf_fct Inf_seq Int Int_SF Int_part Integrable IsStepFun IsSucc LPO LPO_bool LPO_min
LPO_ub_dec Lim LimInf_seq LimSup_seq Lim_seq Locally Locally2 LocallyParamIntegrable Lub_Rbar
Majxy Metric_Space Mmult ModuleSpace Mone_seq Mplus Mzero Nbound Never NewtonInt
Newton_integrable NoDup NoDup_cons NoDup_nil None NormedModule NormedModuleAux Nzorn O O_or_S PI
PI2 PI_2_3_7_tg PI_2_aux PI_tg PS_Int PS_decr_1 PS_decr_n PS_derive PS_derive_n PS_incr_1
PS_incr_n PS_minus PS_mult PS_opp PS_plus PS_scal PS_scal_r PSeries P_Rmin P_Rmin_stt P_nth
ParamIntegrable Partial Pcompare Prop ProperFilter ProperFilter' Q2R R R0 R0_def R1 R1_def RInt
RInt_gen RInt_val RRle_abs R_AbelianGroup_mixin R_AbsRing_mixin R_CompleteSpace_mixin
R_ModuleSpace_mixin R_NormedModule_mixin R_Ring_mixin R_UniformSpace_mixin R_complete
R_complete_lim R_dist R_met Rabs Rabs_Rinv Rabst Ratan_seq Rbar Rbar_abs Rbar_div Rbar_div_pos
Rbar_eq_dec Rbar_ex_glb Rbar_ex_lub Rbar_glb Rbar_inv Rbar_is_glb Rbar_is_lower_bound
Rbar_is_lub Rbar_is_upper_bound Rbar_lb_dec Rbar_le Rbar_le_dec Rbar_le_lt_dec
Rbar_le_lt_or_eq_dec Rbar_loc_seq Rbar_locally Rbar_locally' Rbar_lt Rbar_lt_dec Rbar_lt_le_dec
Rbar_lub Rbar_min Rbar_minus Rbar_mult Rbar_mult' Rbar_mult_pos Rbar_opp Rbar_plus Rbar_plus'
Rbar_total_order Rbar_ub_dec Rcase_abs Rdiv Re Req_EM_T Req_appart_dec Req_dec Reste Reste1
Reste2 Reste_E Rge Rge_dec Rge_gt_dec Rgt Rgt_dec Rgt_ge_dec RiemannInt RiemannInt_P2
RiemannInt_P3 RiemannInt_P30 RiemannInt_SF RiemannInt_exists Riemann_fine Riemann_integrable
Riemann_sum Ring_ModuleSpace_mixin Rinv RinvN Rinv_Rdiv Rinv_involutive Rinv_mult_distr Rinv_pow
Rle Rle_dec Rle_lt_dec Rle_lt_or_eq_dec Rlist2seq Rln Rlog Rlt Rlt_dec Rlt_def Rlt_le_dec Rmax
RmaxLess1 RmaxLess2 RmaxSym Rmax_N Rmin Rmin_2 Rmin_pos Rminus Rmult Rmult_def Ropp
Ropp_Ropp_IZR Ropp_def Ropp_div_den Ropp_inv_permute Rplus Rplus_def Rplus_lt_pos Rpower Rquot1
Rquot2 Rrepr Rseries_CV_comp Rsqr Rsqr_div Rsqr_inv Rsqrt Rsqrt_exists RtoC S SFL_continuity
SFL_continuity_pt SF_behead SF_belast SF_cat SF_compat_le SF_cons SF_cut_down SF_cut_down'
SF_cut_up SF_cut_up' SF_fun SF_fun_aux SF_fun_f1 SF_fun_f2 SF_h SF_head SF_inf_fun SF_inf_r
SF_inf_seq SF_last SF_lx SF_ly SF_make SF_map SF_nil SF_rcons SF_rev SF_seq SF_seq_f1 SF_seq_f2
SF_size SF_sorted SF_sup_fun SF_sup_r SF_sup_seq SF_t SF_val_fun SF_val_ly SF_val_seq S_pred
S_pred_pos Series Set Some StepFun StepFun_P38 SubEqui SubEquiN SubEqui_P9 Subst Sup_fct Sup_seq
True Type UIP_nat Un_cv Un_decreasing Un_growing Unary UnaryDiff UnaryDiff' UnaryDiff'_H
UnaryDiff'_df UnaryDiff'_f' UnaryDiff_H UnaryDiff_f' UniformSpace ValAdh ValAdh_un Z Z0 ZPminus
Z_dec Z_dec' Z_eq_bool Z_ge_dec Z_ge_lt_bool Z_ge_lt_dec Z_gt_dec Z_gt_le_bool Z_gt_le_dec Z_ind
Z_le_dec Z_le_gt_bool Z_le_gt_dec Z_le_lt_eq_dec Z_lt_dec Z_lt_ge_bool Z_lt_ge_dec Z_lt_le_dec
Z_modulo_2 Z_noteq_bool Z_of_N Z_of_N_abs Z_of_N_compare Z_of_N_eq Z_of_N_eq_iff Z_of_N_eq_rev
Z_of_N_ge Z_of_N_ge_iff Z_of_N_ge_rev Z_of_N_gt Z_of_N_gt_iff Z_of_N_gt_rev Z_of_N_le
Z_of_N_le_0 Z_of_N_le_iff Z_of_N_le_rev Z_of_N_lt Z_of_N_lt_iff Z_of_N_lt_rev Z_of_N_max
Z_of_N_min Z_of_N_minus Z_of_N_mult Z_of_N_of_nat Z_of_N_plus Z_of_N_pos Z_of_N_succ Z_of_nat
Z_of_nat_complete_inf Z_of_nat_of_N Z_of_nat_of_P Z_rec Z_rect Z_spec Zabs_N_mult
Zabs_N_mult_abs Zabs_N_plus Zabs_N_plus_abs Zabs_N_succ Zabs_N_succ_abs Zabs_Zmult Zabs_Zopp
Zabs_Zsgn Zabs_dec Zabs_eq_case Zabs_nat_Z_of_nat Zabs_nat_Zminus Zabs_nat_Zplus Zabs_nat_Zsucc
Zabs_nat_compare Zabs_nat_mult Zabs_non_eq Zabs_of_N Zabs_pos Zcompare_Eq_eq Zcompare_Eq_iff_eq
Zdouble_minus_one Zdouble_mult Zdouble_plus_one Zdouble_plus_one_mult Zeq_bool Zeq_le Zeven
Zeven_bool Zeven_bool_pred Zeven_bool_succ Zeven_dec Zeven_odd_bool Zeven_odd_dec Zge_bool
Zge_iff_le Zgt_bool Zgt_iff_lt Zind ZintNeg ZintNull ZintPos Zle_antisym Zle_bool Zle_bool_refl
Zle_bool_total Zle_le_succ Zle_lt_or_eq_iff Zle_max_compat_l Zle_max_compat_r Zle_min_compat_l
Zle_min_compat_r Zle_or_lt Zle_plus_swap Zle_pred Zle_succ Zlt_O_minus_lt Zlt_asym Zlt_bool
Zlt_cotrans Zlt_cotrans_neg Zlt_cotrans_pos Zlt_le_weak Zlt_lt_succ Zlt_minus_simpl_swap
Zlt_not_eq Zlt_plus_swap Zlt_pred Zlt_succ Zmax1 Zmax2 Zmax_SS Zmax_idempotent
Zmax_irreducible_dec Zmax_irreducible_inf Zmax_le_prime Zmax_le_prime_inf
Zmax_min_absorption_r_r Zmax_min_distr_r Zmax_min_modular_r Zmax_n_n Zmax_plus Zmax_right
Zmin_SS Zmin_idempotent Zmin_irreducible_inf Zmin_le_prime_inf Zmin_max_absorption_r_r
Zmin_max_distr_r Zmin_max_modular_r Zmin_n_n Zmin_or Zmin_plus Zminus Zminus_0_r Zminus_diag
Zminus_plus Zminus_plus_distr Zminus_succ_r Zmult Zmult_0_l Zmult_0_r Zmult_1_inversion_l
Zmult_1_l Zmult_1_r Zmult_assoc Zmult_comm Zmult_le_0_compat Zmult_lt_0_compat Zmult_lt_O_compat
Zmult_minus_distr_r Zmult_opp_comm Zmult_opp_opp Zmult_permute Zmult_plus_distr_l
Zmult_plus_distr_r Zmult_reg_l Zmult_reg_r Zmult_succ_l Zmult_succ_r Zne Zneg Zneg_plus_distr
Zneg_xI Zneg_xO Zneq_bool Zodd Zodd_bool Zodd_bool_pred Zodd_bool_succ Zodd_dec
Zopp_eq_mult_neg_1 Zopp_mult_distr_l_reverse Zopp_neg Zopp_plus_distr Zplus Zplus_0_l Zplus_0_r
Zplus_assoc Zplus_comm Zplus_le_0_compat Zplus_le_compat Zplus_le_lt_compat Zplus_lt_compat
Zplus_lt_le_compat Zplus_max_distr_l Zplus_max_distr_r Zplus_min_distr_r Zplus_opp_l Zplus_opp_r
Zplus_permute Zplus_reg_l Zplus_succ_comm Zplus_succ_l Zplus_succ_r Zpos
Zpos_eq_Z_of_nat_o_nat_of_P Zpos_eq_rev Zpos_max Zpos_min Zpos_minus Zpos_minus_morphism
Zpos_mult_morphism Zpos_plus_distr Zpos_succ_morphism Zpos_xI Zpos_xO Zsgn_0 Zsgn_1 Zsgn_Zabs
Zsgn_Zmult Zsgn_Zopp Zsgn_m1 Zsgn_neg Zsgn_null Zsgn_pos Zsplit2 Zsucc'_discr Zsucc_discr
Ztrichotomy_inf abs acos adapted_couple adapted_couple_opt adhDa adherence all alternated_series
and andb antiderivative app app_ass apply arcsinh asin ass_app at_left at_point at_right atan
atan_right_inv atan_sub ball ball_norm ball_norm_dec belast beq_nat beq_nat_eq beq_nat_false
beq_nat_false_iff beq_nat_refl beq_nat_true beq_nat_true_iff bet_S bet_emp bool bool_choice
boule_in_interval boule_of_interval bounded_continuity bounded_n close close_n closed closed_set
closely closely_norm co_interval coeff_Tn coeff_mat comp compact compactness_value
compactness_value_1d compactness_value_2d comparison complementary completeness concat cond_D1
cond_D2 cond_diff cond_fam cond_neg cond_nonneg cond_nonpos cond_nonzero cond_pos
cond_positivity conj cons constant constant_D_eq cont1 continue_in continuity continuity_2d_pt
continuity_pt continuous continuous_on cos cos3PI4 cos_approx cos_in cos_lb cos_n cos_term
cos_ub cosd cosh count_occ count_occ' covering covering_finite covering_open_set curry
cv_cauchy_1 cv_cauchy_2 cv_infty cv_infty_cv_R0 dec_Zle dec_Zlt dec_eq decide_left decide_right
decimal_exp decreasing decreasing_cv dependent_choice derivable derivable_pt derivable_pt_abs
derivable_pt_lim derive derive_pt destruct_list dicho_lb dicho_lb_cv dicho_up dicho_up_cv diff0
differentiable_pt differentiable_pt_lim differential dist_euc dist_refl dist_sym dist_tri
distr_rev div2_double div_fct div_real_fct domain domain_finite domain_ind' double eq eq_Dom
eq_S eq_add_S eq_dec eq_ex eq_ex2 eq_ex2_eta eq_ex2_hprop eq_ex2_hprop_iff eq_ex2_ind
eq_ex2_ind_uncurried eq_ex2_nondep eq_ex2_rec eq_ex2_rec_uncurried eq_ex2_rect
eq_ex2_rect_ex_intro2 eq_ex2_rect_ex_intro2_l eq_ex2_rect_ex_intro2_r eq_ex2_rect_uncurried
eq_ex2_uncurried eq_ex2_uncurried_iff eq_ex_eta eq_ex_hprop eq_ex_hprop_iff eq_ex_ind
eq_ex_ind_uncurried eq_ex_intro eq_ex_intro2 eq_ex_intro2_hprop eq_ex_intro2_hprop_nondep
eq_ex_intro2_l eq_ex_intro2_r eq_ex_intro2_uncurried eq_ex_intro_hprop eq_ex_intro_l
eq_ex_intro_r eq_ex_intro_uncurried eq_ex_rec eq_ex_rec_uncurried eq_ex_rect eq_ex_rect_ex_intro
eq_ex_rect_ex_intro_l eq_ex_rect_ex_intro_r eq_ex_rect_uncurried eq_ex_uncurried
eq_ex_uncurried_iff eq_exist2_l eq_exist2_r eq_exist2_uncurried eq_existT2_l eq_existT2_r
eq_existT2_uncurried eq_existT_l eq_existT_r eq_existT_uncurried eq_exist_l eq_exist_r
eq_exist_uncurried eq_ind_r eq_nat eq_nat_dec eq_nat_decide eq_rec_r eq_rect_r eq_refl eq_sig
eq_sig2 eq_sig2_hprop eq_sig2_hprop_iff eq_sig2_ind eq_sig2_ind_uncurried eq_sig2_nondep
eq_sig2_rec eq_sig2_rec_uncurried eq_sig2_rect eq_sig2_rect_exist2 eq_sig2_rect_exist2_l
eq_sig2_rect_exist2_r eq_sig2_rect_uncurried eq_sig2_uncurried eq_sig2_uncurried_iff eq_sigT
eq_sigT2 eq_sigT2_hprop eq_sigT2_hprop_iff eq_sigT2_ind eq_sigT2_ind_uncurried eq_sigT2_nondep
eq_sigT2_rec eq_sigT2_rec_uncurried eq_sigT2_rect eq_sigT2_rect_existT2 eq_sigT2_rect_existT2_l
eq_sigT2_rect_existT2_r eq_sigT2_rect_uncurried eq_sigT2_uncurried eq_sigT2_uncurried_iff
eq_sigT_hprop eq_sigT_hprop_iff eq_sigT_ind eq_sigT_ind_uncurried eq_sigT_nondep eq_sigT_rec
eq_sigT_rec_uncurried eq_sigT_rect eq_sigT_rect_existT eq_sigT_rect_existT_l
eq_sigT_rect_existT_r eq_sigT_rect_uncurried eq_sigT_uncurried eq_sigT_uncurried_iff
eq_sig_hprop eq_sig_hprop_iff eq_sig_ind eq_sig_ind_uncurried eq_sig_rec eq_sig_rec_uncurried
eq_sig_rect eq_sig_rect_exist eq_sig_rect_exist_l eq_sig_rect_exist_r eq_sig_rect_uncurried
eq_sig_uncurried eq_sig_uncurried_iff eq_sind_r eq_sym eq_trans eq_true equiv_carac_0 error
eventually ex ex2 ex2_eta ex2_of_sig2 ex2_of_sigT2 ex2_rec ex2_rect ex_LimInf_seq ex_LimSup_seq
ex_RInt ex_RInt_gen ex_Rbar_div ex_Rbar_minus ex_Rbar_mult ex_Rbar_plus ex_derive ex_derive_Rn
ex_derive_n ex_diff_n ex_eta ex_filterdiff ex_finite_lim ex_finite_lim_seq ex_finite_lim_seq_dec
ex_glb_Rbar ex_inf_seq ex_intro ex_intro2 ex_lim ex_lim_seq ex_lim_seq_cauchy ex_lim_seq_dec
ex_lub_Rbar ex_of_ex2 ex_of_ex2_eq ex_of_sig ex_of_sigT ex_proj1 ex_proj1_eq ex_proj1_of_ex2_eq
ex_proj2 ex_proj2_eq ex_proj2_of_ex2_eq ex_proj3 ex_proj3_eq ex_pseries ex_pseries_dec ex_rec
ex_rect ex_series ex_series_Reals_0 ex_series_Reals_1 ex_series_dec ex_sup_seq except exist
exist2 existT existT2 exist_PI exist_cos exist_exp exist_sin exists_S exists_atan_in_frame
exists_between exists_last exists_le exists_to_inhabited_sig existsb exp exp_in expr_ind'
extension_C0 extension_C1 extension_cont f_equal2_mult f_equal2_nat f_equal2_plus f_equal_R
f_equal_nat f_equal_pred fact false family family_closed_set family_finite family_open_set
fct_CompleteSpace_mixin fct_UniformSpace_mixin fct_ball fct_cte filter filter_and filter_ex
filter_filter filter_filter' filter_imp filter_le filter_not_empty filter_prod filter_true
filterdiff filterlim filterlim_bounded filterlim_switch_dom filterlimi filtermap filtermapi find
firstn flat_map floor floor1 floor1_ex floor_ex fold_left fold_right forallb frac_part frame_tan
fst fstT ge ge_dec glb growing_cv gt gt_0_eq gt_O_eq gt_S gt_S_le gt_S_n gt_Sn_O gt_Sn_n gt_asym
gt_dec gt_eq_gt_dec gt_irrefl gt_le_S gt_le_trans gt_n_S gt_not_le gt_pred gt_trans gt_trans_S
gtof has_lb has_ub has_unique_least_element hd hd_error head head_cons head_nil id idProp
identity identity_congr identity_ind identity_ind_r identity_rec identity_rec_r identity_rect
identity_rect_r identity_refl identity_sym identity_trans iff image_dir image_rec implb in_dec
in_int incl included index_not_const infinit_sum infinite_sum inhabited inhabited_sig_to_exists
inhabits inj_0 inj_S inj_Zabs_nat inj_compare inj_div inj_eq inj_eq_iff inj_eq_rev inj_ge
inj_ge_iff inj_ge_rev inj_gt inj_gt_iff inj_gt_rev inj_le inj_le_iff inj_le_rev inj_lt
inj_lt_iff inj_lt_rev inj_max inj_min inj_minus inj_minus1 inj_mod inj_mult inj_plus inj_pow inl
inleft inr inright inser_trans_R interior interp interp_domain intersection_domain
intersection_family intersection_vide_finite_in intersection_vide_in interval_finite_subdiv
inv_fct inv_lt_rel inv_sqrt iota is_LimInf_seq is_LimSup_seq is_RInt is_RInt_gen
is_RInt_gen_at_point is_Rbar_div is_Rbar_minus is_Rbar_mult is_Rbar_plus is_connected is_const
is_derive is_derive_n is_domin is_eq_true is_equiv is_filter_lim is_finite is_glb_Rbar
is_inf_seq is_lb_Rbar is_lb_Rbar_dec is_lim is_lim' is_lim_seq is_lim_seq' is_linear is_lub
is_lub_Rbar is_pseries is_series is_subdivision is_sup_seq is_true is_ub_Rbar is_ub_Rbar_dec
is_upper_bound iter iter_nat last lb_to_glb le le_0_n le_O_IZR le_O_n le_S le_S_gt le_S_n
le_Sn_0 le_Sn_O le_Sn_le le_Sn_n le_antisym le_dec le_elim_rel le_ge_dec le_gt_S le_gt_dec
le_gt_trans le_le_S_dec le_lt_dec le_lt_eq_dec le_lt_n_Sm le_lt_or_eq le_lt_or_eq_iff
le_lt_trans le_minus le_n le_n_0_eq le_n_O_eq le_n_S le_n_Sn le_not_gt le_not_lt le_or_lt
le_plus_l le_plus_minus le_plus_minus_r le_plus_r le_plus_trans le_pred le_pred_n le_refl
le_trans leb leb_iff left lel length lim lim_fct limit1_in limit_in linear_norm linear_plus
linear_scal list list_eq_dec list_ind list_max list_power list_prod list_rec list_rect list_sum
ln ln_exists ln_exists1 locally locally' locally_2d locally_2d_ex_dec locally_dist
locally_ex_dec locally_ex_not locally_norm locally_not' lt lt_0_Sn lt_0_neq lt_INR_0 lt_O_IZR
lt_O_Sn lt_O_minus_lt lt_O_neq lt_S lt_S_n lt_asym lt_dec lt_eq_lt_dec lt_irrefl lt_le_S
lt_le_trans lt_le_weak lt_minus lt_n_0 lt_n_O lt_n_S lt_n_Sm_le lt_n_Sn lt_not_le lt_plus_trans
lt_pred lt_pred_n_n lt_trans ltof lub m_infty maj_Reste_E maj_by_pos maj_cv maj_sup majorant map
matrix matrix_AbelianGroup_mixin matrix_ModuleSpace_mixin matrix_Ring_mixin max max_N max_l
max_min_disassoc max_r min min_cv min_inf min_l min_r minorant minus_Rge minus_Rgt minus_Sn_m
minus_diag minus_diag_reverse minus_fct minus_le_compat_l minus_le_compat_r minus_n_O minus_n_n
minus_plus minus_plus_simpl_l_reverse mirr_fct mkDifferential mkDifferential_D2 mkSF_seq
mkStepFun mk_Tn mk_matrix mkfamily mknegreal mknonnegreal mknonposreal mknonzeroreal mkposreal
mul_factor mult mult_0_l mult_0_r mult_0_r_reverse mult_1_l mult_1_r mult_O_le mult_S_le_reg_l
mult_S_lt_compat_l mult_assoc mult_assoc_reverse mult_comm mult_fct mult_is_O mult_is_one
mult_le_compat mult_le_compat_l mult_le_compat_r mult_lt_compat_l mult_lt_compat_r
mult_minus_distr_l mult_minus_distr_r mult_plus_distr_l mult_plus_distr_r mult_real_fct
mult_succ_l mult_succ_r mult_succ_r_reverse mult_tail_mult n_SSSSn n_SSSn n_SSn nat
nat_compare_S nat_compare_alt nat_to_ring nat_total_order neg_Forall_Exists_neg negb negreal
neighbourhood neq neq_0_lt neq_O_lt nfloor nfloor1 nfloor1_ex nfloor_ex nil no_cond nodup nonneg
nonnegreal nonpos nonposreal nonzero nonzeroreal norm_factor not notT not_Empty_dec not_INR_O
not_O_INR not_O_IZR not_Zeq_inf not_eq_sym not_identity_sym not_le_minus_0 not_nm_INR nth nth_O
nth_S nth_default nth_error nth_in_or_default nth_ok odd_even_lem of_decimal of_hexadecimal
of_number one open open_interval open_set opp opp_fct opp_seq option option_map or or_introl
or_intror orb p_infty pair pairT partial_derive partition phi_sequence phi_sequence_prop
plus_0_l plus_0_r plus_0_r_reverse plus_Snm_nSm plus_assoc plus_assoc_reverse plus_comm plus_fct
plus_gt_compat_l plus_gt_reg_l plus_is_O plus_is_one plus_le_compat plus_le_compat_l
plus_le_compat_r plus_le_is_le plus_le_lt_compat plus_le_reg_l plus_lt_compat plus_lt_compat_l
plus_lt_compat_r plus_lt_is_lt plus_lt_le_compat plus_lt_reg_l plus_minus plus_permute
plus_permute_2_in_4 plus_reg_l plus_succ_r_reverse plus_tail_plus point_adherent point_of
pointed_subdiv pos_div_2 positivity_seq posreal posreal_half posreal_one pow pow2 pow_2_n
pow_fct pow_n pow_pos powerRZ powerRZ_inv powerRZ_mult_distr powerRZ_neg pre_atan pred
pred_of_minus primitive prod prodT prodT_curry prodT_ind prodT_rec prodT_rect prodT_uncurry
prod_AbelianGroup_mixin prod_ModuleSpace_mixin prod_NormedModule_mixin prod_UniformSpace_mixin
prod_ball prod_curry prod_curry_subdef prod_f_R0 prod_f_SO prod_neq_R0 prod_norm
prod_norm_factor prod_of_sigT prod_opp prod_plus prod_scal prod_uncurry prod_uncurry_subdef
prod_zero proj1_sig proj1_sig_eq proj1_sig_of_sig2_eq proj2_sig proj2_sig_eq
proj2_sig_of_sig2_eq proj3_sig proj3_sig_eq projT1 projT1_eq projT1_of_sigT2_eq projT2 projT2_eq
projT2_of_sigT2_eq projT3 projT3_eq ps_atan ps_atan_exists_01 ps_atan_exists_1 real refl_equal
refl_id remove remove' remove_concat remove_incl removelast repeat rev rev' rev_acc rev_acc_rev
rev_append rew_sig rew_sig2 right scal seq seq2Rlist seq_cut_down seq_cut_down' seq_cut_up
seq_cut_up' seq_step seq_step_unif_part_ex sequence_lb sequence_majorant sequence_minorant
sequence_ub sf_SF_val_fun sig sig2 sig2_eta sig2_of_sigT2 sigT sigT2 sigT2_eta sigT2_of_sig2
sigT_eta sigT_of_prod sigT_of_sig sigT_of_sigT2 sigT_of_sigT2_eq sig_eta sig_of_sig2
sig_of_sig2_eq sig_of_sigT sigma sign simplify_domain sin sin3PI4 sin_approx sin_in sin_lb sin_n
sin_term sin_ub sind sinh skipn snd sndT sol_x1 sol_x2 sorted sorted_dec split sqrt
strict_decreasing strict_increasing subdivision subdivision_val subfamily subrelation
subset_filter succ_plus_discr sum_f sum_f_R0 sum_n sum_n_m sum_nat sum_nat_O sum_nat_f
sum_nat_f_O sumbool sumor sym_eq sym_equal sym_id sym_not_eq sym_not_equal sym_not_id tail_mult
tail_plus tan tan_is_inj tand tanh tg_alt tl toDeg toRad to_decimal to_hex_number to_hexadecimal
to_number total_order_T trans_eq trans_equal trans_id true tt ub_to_lub uncurry unif_part
unif_part_nat unifcont_1d unifcont_normed_1d uniform_continuity union_domain unique uniqueness
uniqueness_dec unit up value well_founded xorb zero zerop
"""
LIBRARY_NAMES = frozenset(_NAMES.split())
"""What no source may give another meaning."""
OWN_NAMES = frozenset({
    "C", "C1", "between", "bound", "bounded", "cauchy", "combine", "d2", "dist", "dist_pos",
    "increasing", "minus", "norm", "plus", "sum", "tail", "within",
})  # fmt: skip
"""Words by which libraries name something, too, and sources may: it is said whose they are."""
_ANYWHERE = re.compile(
    r"\b(Lim_seq|Lim|LimSup_seq|LimInf_seq|ELim_seq|Sup_seq|Inf_seq|Lub_Rbar|Glb_Rbar|Series|PSeries"
    r"|CV_radius|RInt|Derive|Derive_n|real|Rbar(?!_locally)\w*)\b"
)
"""What has a value where there is no limit, sum or slope, and numbers that may be infinite: a limit
of the latter is read as 0 where a real number stands, and Coq does not print that."""
_ARGUMENT = r"\s+(?:[\w.']+|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))"
_LIMIT = re.compile(
    rf"\b(?:is_lim_seq'?{_ARGUMENT}|is_lim{_ARGUMENT}(?:{_ARGUMENT})?|Rbar_locally'?)\s+[pm]_infty\b"
)
_NOWHERE = re.compile(r"/ 0\b(?!\s*%)|\b(?:sqrt|ln) \(\s*- ?\d|\bln 0\b|\bRinv 0\b")


def read_otherwise(statement: str) -> str:
    """Return what in a statement, as Coq prints it, is read as something else; or an empty text."""
    text = " ".join(statement.split())
    if found := _ANYWHERE.search(text):
        return (f"it speaks of {found[1]}, which has a value also where readers know none: state "
                "what is_lim_seq, is_derive, is_RInt and the like say")  # fmt: skip
    if re.search(r"\b[pm]_infty\b", _LIMIT.sub("", text)):
        return "it takes an infinite number for a number, which Coq does not print"
    if found := _NOWHERE.search(text):
        return f"it speaks of {found[0].strip()}, which is a number in Coq alone"
    return ""


def has_values_everywhere(statement: str) -> str:
    """Return, for readers, what in a statement has a value in Coq where it has none elsewhere."""
    kinds = {"a quotient by 0": r"/|\bRinv\b", "a root of what is below 0": r"\bsqrt\b",
             "a logarithm of what is not above 0": r"\b(?:ln|Rpower)\b"}  # fmt: skip
    found = [kind for kind, sign in kinds.items() if re.search(sign, statement)]
    return f"In Coq {' and '.join(found)} is some number, too." if found else ""
